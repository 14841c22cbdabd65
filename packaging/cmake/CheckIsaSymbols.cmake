# Run by the test kernels_isa_symbols: an object compiled for one instruction set may share no inline function with the
# rest of the program, else the linker may keep the copy that other processors cannot run.
#   cmake -DNM=nm -DISA=avx512 -DOBJECTS=a.o,b.o -P CheckIsaSymbols.cmake
string(REPLACE "," ";" objects "${OBJECTS}")
foreach(object IN LISTS objects)
  execute_process(COMMAND ${NM} -C --defined-only ${object} OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCHALL "[^\n]* [WVu] [^\n]*" shared "${symbols}")
  foreach(symbol IN LISTS shared)
    if(NOT symbol MATCHES "kernels::${ISA}::")
      message(SEND_ERROR "${object}: ${symbol}")
    endif()
  endforeach()
endforeach()
