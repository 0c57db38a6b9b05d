#pragma once

namespace druidwatch::cli {

/// Understands the command line and hands over to a command. The exit status of the process: that
/// of the command; for a command line that is not understood 2, of `check` 3.
int main(int argc, char** argv);

}  // namespace druidwatch::cli
