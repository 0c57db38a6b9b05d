#include "cli/main.hpp"

int main(int argc, char** argv) { return druidwatch::cli::main(argc, argv); }
