# Package.cmake - what is installed beside the program: the interface of plug-ins as a
# header, a CMake package and a pkg-config file; the template; the declared formats.

include(CMakePackageConfigHelpers)

add_library(seiche_plugin INTERFACE)
target_sources(seiche_plugin INTERFACE FILE_SET HEADERS
  BASE_DIRS "${PROJECT_SOURCE_DIR}/include" "${PROJECT_BINARY_DIR}/include"
  FILES "${PROJECT_SOURCE_DIR}/include/seiche/parser.h"
        "${PROJECT_BINARY_DIR}/include/seiche/version.h")
set_target_properties(seiche_plugin PROPERTIES EXPORT_NAME plugin)

set(package "${CMAKE_INSTALL_LIBDIR}/cmake/seiche")
install(TARGETS seiche_plugin EXPORT seiche-targets
  FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT dev)
install(EXPORT seiche-targets NAMESPACE seiche:: DESTINATION "${package}" COMPONENT dev)
configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/seiche-config.cmake.in"
  "${PROJECT_BINARY_DIR}/seiche-config.cmake" INSTALL_DESTINATION "${package}")
# Until 1.0 the interface may be redrawn with every minor version.
write_basic_package_version_file("${PROJECT_BINARY_DIR}/seiche-config-version.cmake"
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES "${PROJECT_BINARY_DIR}/seiche-config.cmake"
  "${PROJECT_BINARY_DIR}/seiche-config-version.cmake"
  DESTINATION "${package}" COMPONENT dev)

# Found from where the file lies, so that the whole may be moved.
file(RELATIVE_PATH SEICHE_PREFIX_FROM_PC
  "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
configure_file("${PROJECT_SOURCE_DIR}/cmake/seiche-plugin.pc.in"
  "${PROJECT_BINARY_DIR}/seiche-plugin.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/seiche-plugin.pc"
  DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" COMPONENT dev)

install(DIRECTORY "${PROJECT_SOURCE_DIR}/docs/template/"
  DESTINATION "${CMAKE_INSTALL_DATADIR}/seiche/template" COMPONENT dev)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/data/formats/"
  DESTINATION "${CMAKE_INSTALL_DATADIR}/seiche/formats")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/data/schema/"
  DESTINATION "${CMAKE_INSTALL_DATADIR}/seiche/schema")
install(FILES "${PROJECT_SOURCE_DIR}/README.md" "${PROJECT_SOURCE_DIR}/CHANGELOG.md"
  "${PROJECT_SOURCE_DIR}/docs/FORMATS.md" "${PROJECT_SOURCE_DIR}/docs/REPORT_SCHEMA.md"
  "${PROJECT_SOURCE_DIR}/docs/ALGORITHMS.md" "${PROJECT_SOURCE_DIR}/docs/PLUGINS.md"
  DESTINATION "${CMAKE_INSTALL_DOCDIR}")

# --- Debian packages: `cpack -G DEB` in the build folder of preset release ---

set(CPACK_PACKAGE_NAME seiche)
set(CPACK_PACKAGE_VENDOR "the seiche developers")
set(CPACK_PACKAGE_CONTACT "the seiche developers <seiche@example.org>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL Unspecified dev)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_UNSPECIFIED_PACKAGE_NAME seiche)
set(CPACK_DEBIAN_UNSPECIFIED_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_UNSPECIFIED_PACKAGE_DEPENDS tzdata)
set(CPACK_DEBIAN_UNSPECIFIED_DESCRIPTION
  "seiche reads access logs, application logs, counted statistics and the outage
lists of status pages, finds when traffic rose or failed beyond what was to be
expected, says what a spike consists of and which outage it goes with, and
writes the incident report.")
set(CPACK_DEBIAN_DEV_PACKAGE_NAME seiche-dev)
set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEV_PACKAGE_ARCHITECTURE all)
set(CPACK_DEBIAN_DEV_PACKAGE_DEPENDS "seiche (= ${PROJECT_VERSION})")
set(CPACK_DEBIAN_DEV_DESCRIPTION
  "What a parser built outside of seiche's tree needs: seiche/parser.h, a CMake
package, a pkg-config file and a template to begin with.")
include(CPack)
