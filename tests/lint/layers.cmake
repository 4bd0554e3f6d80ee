# layers.cmake - does every file include only what its layer may know?
#
#     cmake -DROOT=… -P layers.cmake
#
# The linker sees calls; this sees includes. Also: outside libraries stay in the
# one layer that owns them, and only core/crew.c starts threads.

cmake_policy(VERSION 3.25)
set(core_may core seiche)
set(parsers_may core parsers seiche)
set(ingest_may core parsers ingest seiche)
set(analysis_may core analysis seiche)
set(report_may core analysis report seiche)
set(store_may core store)
set(cmd_may core parsers ingest analysis report store cmd seiche)
set(zlib.h_only ingest)
set(pcre2.h_only parsers)
set(sqlite3.h_only store)

foreach(layer core parsers ingest analysis report store cmd)
  file(GLOB_RECURSE files RELATIVE "${ROOT}" "${ROOT}/${layer}/*.c" "${ROOT}/${layer}/*.h")
  foreach(file IN LISTS files)
    file(STRINGS "${ROOT}/${file}" includes REGEX "^[ \t]*#[ \t]*include")
    foreach(include IN LISTS includes)
      if(include MATCHES "\"([^\"/]*)/?[^\"]*\"")
        if(NOT CMAKE_MATCH_1 IN_LIST ${layer}_may)
          message(SEND_ERROR "${file}: ${layer} may not know of ${CMAKE_MATCH_1}: ${include}")
        endif()
      elseif(include MATCHES "<(zlib\\.h|pcre2\\.h|sqlite3\\.h)>")
        if(NOT layer STREQUAL ${CMAKE_MATCH_1}_only)
          message(SEND_ERROR "${file}: ${CMAKE_MATCH_1} is for ${${CMAKE_MATCH_1}_only} alone")
        endif()
      endif()
    endforeach()
    file(STRINGS "${ROOT}/${file}" starts REGEX "pthread_create *\\(|thrd_create *\\(")
    if(starts AND NOT file STREQUAL "core/crew.c")
      message(SEND_ERROR "${file}: only core/crew.c starts threads")
    endif()
  endforeach()
endforeach()
