# druidwatch_embed(TARGET FOLDER FILES): FILES of FOLDER become embedded_page() of
# exporters/web/embedded.hpp; its scripts become one, page.js, in the order given. As a script
# (cmake -P), this file writes that source.
function(druidwatch_embed target folder)
  list(TRANSFORM ARGN PREPEND ${PROJECT_SOURCE_DIR}/${folder}/ OUTPUT_VARIABLE inputs)
  set(output ${PROJECT_BINARY_DIR}/embedded_page.cpp)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} "-DINPUTS=${inputs}" "-DOUTPUT=${output}"
            -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${inputs} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()

if(CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
  set(entries "")
  foreach(input IN LISTS INPUTS)
    get_filename_component(name ${input} NAME)
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

std::span<const EmbeddedFile> embedded_page() { return files; }

}  // namespace druidwatch::exporters
")
endif()
