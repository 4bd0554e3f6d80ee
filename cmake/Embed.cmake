# Embed.cmake - a text file as a C array.
#
# seiche_embed(TARGET FILE SYMBOL)
#   Adds a source to TARGET with `const char SYMBOL[]`, the file's bytes and a
#   terminator; it is made anew when the file changes.

include_guard()

set(SEICHE_EMBED_SCRIPT "${CMAKE_CURRENT_LIST_DIR}/EmbedFile.cmake")

function(seiche_embed target file symbol)
  get_filename_component(input "${file}" ABSOLUTE)
  set(output "${CMAKE_CURRENT_BINARY_DIR}/${symbol}.c")
  add_custom_command(OUTPUT "${output}"
    COMMAND "${CMAKE_COMMAND}" "-DINPUT=${input}" "-DOUTPUT=${output}" "-DSYMBOL=${symbol}"
            -P "${SEICHE_EMBED_SCRIPT}"
    DEPENDS "${input}" "${SEICHE_EMBED_SCRIPT}" VERBATIM)
  target_sources(${target} PRIVATE "${output}")
endfunction()
