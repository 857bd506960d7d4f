"""bench/compare: imgbatch beside its peers. One idea per file:

suites    what work is measured          peers     who does it, by which command lines
inputs    the files that it is done on   setup     builds imgbatch, installs the peers
measure   one run: wall, CPU, memory     rounds    many runs, alternating
checking  were the results right?        stats     medians, ratios and their spread
machine   where it was measured          table, plot, report   how it is told
"""
