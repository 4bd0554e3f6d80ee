# self_check.cmake - a check that can't fail is none: each planted fault must be found.
#
#     cmake -DSCRIPT=…/layers.cmake -DFOLDER=…/scratch -P self_check.cmake

cmake_policy(VERSION 3.25)

# Whether layers.cmake passes on a tree of one file.
function(expect wanted file text)
  file(REMOVE_RECURSE "${FOLDER}")
  file(WRITE "${FOLDER}/${file}" "${text}\n")
  execute_process(COMMAND "${CMAKE_COMMAND}" "-DROOT=${FOLDER}" -P "${SCRIPT}"
    RESULT_VARIABLE result OUTPUT_QUIET ERROR_QUIET)
  if((result EQUAL 0 AND NOT wanted) OR (NOT result EQUAL 0 AND wanted))
    message(SEND_ERROR "${file} with ${text}: the check says ${result}")
  endif()
endfunction()

expect(TRUE core/good.c "#include \"core/span.h\"")
expect(TRUE analysis/good.c "#include \"seiche/parser.h\"")
expect(TRUE ingest/good.c "#include <zlib.h>")
expect(TRUE core/crew.c "int x = pthread_create(0, 0, 0, 0);")
expect(FALSE core/bad.c "#include \"analysis/engine.h\"")
expect(FALSE core/bad.h "  #  include \"report/out.h\"")
expect(FALSE parsers/bad.c "#include \"ingest/run.h\"")
expect(FALSE analysis/bad.c "#include \"parsers/feed.h\"")
expect(FALSE analysis/deep/bad.c "#include \"ingest/source.h\"")
expect(FALSE report/bad.c "#include \"ingest/run.h\"")
expect(FALSE core/bad.c "#include <zlib.h>")
expect(FALSE ingest/bad.c "#include <pcre2.h>")
expect(FALSE report/bad.c "#include <sqlite3.h>")
expect(FALSE ingest/bad.c "int x = pthread_create(0, 0, 0, 0);")
file(REMOVE_RECURSE "${FOLDER}")
