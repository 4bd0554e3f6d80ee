# EmbedFile.cmake - the script behind seiche_embed: INPUT, OUTPUT and SYMBOL are given.
file(READ "${INPUT}" bytes HEX)
string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
string(REGEX REPLACE "(................................................................................)"
  "\\1\n\t" bytes "${bytes}")
get_filename_component(name "${INPUT}" NAME)
file(WRITE "${OUTPUT}" "/* Made from ${name}; don't edit. */\nextern const char ${SYMBOL}[];\n\
const char ${SYMBOL}[] = {\n\t${bytes}0x00,\n};\n")
