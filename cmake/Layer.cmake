# Layer.cmake - how seiche's libraries and tests are declared.
#
# seiche_layer(NAME SOURCES a.c … [USES layer…] [LINKS target…])
#   A static library seiche_NAME. USES names the layers it may include and call;
#   tests/lint/layers.cmake checks the includes, the linker checks the calls.
# seiche_unit(LAYER test_x.c [LINKS target…])
#   One cmocka program from one source file, run as test unit.LAYER.test_x.

include_guard()

# Everything of ours is compiled the same way; nothing outside inherits it.
add_library(seiche_build INTERFACE)
target_compile_features(seiche_build INTERFACE c_std_17)
target_include_directories(seiche_build INTERFACE
  "${PROJECT_SOURCE_DIR}" "${PROJECT_SOURCE_DIR}/include" "${PROJECT_BINARY_DIR}/include")
target_compile_definitions(seiche_build INTERFACE _GNU_SOURCE)
target_compile_options(seiche_build INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith
  -Wformat=2 -Wundef -Wvla -Wwrite-strings -Wimplicit-fallthrough -Wno-missing-field-initializers
  -fvisibility=hidden -fno-strict-aliasing -ffp-contract=off
  $<$<BOOL:${SEICHE_WERROR}>:-Werror>)
# GCC's generic tuning for x86-64 clears and copies structs of 72 bytes and more with string
# instructions, whose start alone takes longer than a line may: a row is cleared for each. This
# is about scheduling; the program runs on any x86-64.
if(CMAKE_C_COMPILER_ID STREQUAL "GNU" AND CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  target_compile_options(seiche_build INTERFACE -mtune=skylake)
endif()
if(SEICHE_SANITIZE)
  target_compile_options(seiche_build INTERFACE
    -fsanitize=${SEICHE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(seiche_build INTERFACE -fsanitize=${SEICHE_SANITIZE})
endif()
if(SEICHE_FUZZ)
  target_compile_options(seiche_build INTERFACE -fsanitize=fuzzer-no-link)
endif()

function(seiche_layer name)
  cmake_parse_arguments(arg "" "" "SOURCES;USES;LINKS" ${ARGN})
  add_library(seiche_${name} STATIC ${arg_SOURCES})
  target_link_libraries(seiche_${name} PRIVATE seiche_build)
  foreach(used IN LISTS arg_USES)
    target_link_libraries(seiche_${name} PUBLIC seiche_${used})
  endforeach()
  target_link_libraries(seiche_${name} PUBLIC ${arg_LINKS})
endfunction()

function(seiche_unit layer source)
  cmake_parse_arguments(arg "" "" "LINKS" ${ARGN})
  get_filename_component(name ${source} NAME_WE)
  add_executable(unit_${layer}_${name} ${source})
  target_link_libraries(unit_${layer}_${name}
    PRIVATE seiche_build seiche_${layer} ${arg_LINKS} seiche_test_support)
  add_test(NAME unit.${layer}.${name} COMMAND unit_${layer}_${name})
  set_tests_properties(unit.${layer}.${name} PROPERTIES LABELS "unit;quick" TIMEOUT 600)
endfunction()
