# druidwatch_embed(TARGET FUNCTION FOLDER FILES): FILES of FOLDER become FUNCTION() of
# exporters/web/embedded.hpp, each named by its place there. Its scripts become one, page.js, in the
# order given; Markdown is named without its ending. As a script (cmake -P), this file writes that
# source.
function(druidwatch_embed target function folder)
  set(output ${PROJECT_BINARY_DIR}/${function}.cpp)
  list(TRANSFORM ARGN PREPEND ${PROJECT_SOURCE_DIR}/${folder}/ OUTPUT_VARIABLE inputs)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} "-DFOLDER=${PROJECT_SOURCE_DIR}/${folder}" "-DINPUTS=${inputs}"
            "-DFUNCTION=${function}" "-DOUTPUT=${output}"
            -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${inputs} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()

if(CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
  # A list can't hold every text as it is (brackets, semicolons), so nothing here passes through one.
  set(entries "")
  foreach(input IN LISTS INPUTS)
    file(RELATIVE_PATH name ${FOLDER} ${input})
    string(REGEX REPLACE "\\.md$" "" name ${name})
    file(READ ${input} body)
    if(name MATCHES "\\.js$")
      string(APPEND script "${body}\n")
      set(name page.js)
      set(body "${script}")
      list(GET INPUTS -1 last)
      if(NOT input STREQUAL last)
        continue()
      endif()
    endif()
    string(SHA256 hash "${body}")
    string(APPEND entries "    {\"${name}\", R\"embedded(${body})embedded\", \"${hash}\"},\n")
  endforeach()
  file(WRITE ${OUTPUT} "#include \"exporters/web/embedded.hpp\"

namespace druidwatch::exporters {
namespace {

constexpr EmbeddedFile files[] = {
${entries}};

}  // namespace

std::span<const EmbeddedFile> ${FUNCTION}() { return files; }

}  // namespace druidwatch::exporters
")
endif()
