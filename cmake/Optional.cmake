# Optional.cmake - libraries that seiche uses where they are found.
#
# seiche_optional(NAME HEADER header [SUFFIX folder] LIBRARY library PACKAGE debian-package)
#   A cache entry SEICHE_WITH_NAME: AUTO takes the library where it is found, ON ends
#   the configuration where it is not, OFF leaves it out. Where it is in, SEICHE_HAVE_NAME
#   is true and a target seiche_NAME (lower case) carries the include path, the library
#   and the definition SEICHE_HAVE_NAME.

include_guard()

function(seiche_optional name)
  cmake_parse_arguments(arg "" "HEADER;SUFFIX;LIBRARY;PACKAGE" "" ${ARGN})
  string(TOLOWER ${name} target)
  set(SEICHE_WITH_${name} AUTO CACHE STRING "use ${arg_LIBRARY} (Debian: ${arg_PACKAGE})")
  set_property(CACHE SEICHE_WITH_${name} PROPERTY STRINGS AUTO ON OFF)
  set(SEICHE_HAVE_${name} FALSE PARENT_SCOPE)
  if(SEICHE_WITH_${name} STREQUAL "OFF")
    return()
  endif()
  find_path(SEICHE_${name}_INCLUDE ${arg_HEADER} PATH_SUFFIXES ${arg_SUFFIX})
  find_library(SEICHE_${name}_LIBRARY ${arg_LIBRARY})
  mark_as_advanced(SEICHE_${name}_INCLUDE SEICHE_${name}_LIBRARY)
  if(NOT SEICHE_${name}_INCLUDE OR NOT SEICHE_${name}_LIBRARY)
    if(SEICHE_WITH_${name} STREQUAL "ON")
      message(FATAL_ERROR "SEICHE_WITH_${name} is ON, but ${arg_HEADER} or lib${arg_LIBRARY} "
        "was not found (Debian: ${arg_PACKAGE})")
    endif()
    return()
  endif()
  add_library(seiche_${target} INTERFACE)
  target_include_directories(seiche_${target} SYSTEM INTERFACE "${SEICHE_${name}_INCLUDE}")
  target_link_libraries(seiche_${target} INTERFACE "${SEICHE_${name}_LIBRARY}")
  target_compile_definitions(seiche_${target} INTERFACE SEICHE_HAVE_${name}=1)
  set(SEICHE_HAVE_${name} TRUE PARENT_SCOPE)
endfunction()
