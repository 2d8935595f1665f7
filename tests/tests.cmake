lrscope_test(model activation_test.cpp derivatives_test.cpp)
lrscope_test(optim optimizer_test.cpp schedule_test.cpp)
lrscope_test(probe forensics_test.cpp)
lrscope_test(run facts_test.cpp outcome_test.cpp sweep_test.cpp trajectory_test.cpp)
lrscope_test(sink sink_test.cpp)

# Counts every allocation of its own process: an executable of its own.
add_executable(test_allocation run/allocation_test.cpp)
target_link_libraries(test_allocation PRIVATE lrscope_test_support)
target_link_options(test_allocation PRIVATE
  "LINKER:--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=posix_memalign,--wrap=aligned_alloc")
catch_discover_tests(test_allocation TEST_PREFIX "run: ")
