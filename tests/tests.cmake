lrscope_test(cli boundary_cli_test.cpp command_line_test.cpp completion_test.cpp
                 data_cli_test.cpp print_config_test.cpp recorded_command_test.cpp run_test.cpp
                 corpus_plantings.cpp corpus_tables.cpp demo_test.cpp explain_cli_test.cpp
                 explain_corpus_test.cpp find_test.cpp hostile_test.cpp journal_cli_test.cpp journal_place_test.cpp
                 layers_and_targets_test.cpp limits_test.cpp
                 map_cli_test.cpp map_journal_cli_test.cpp memory_cli_test.cpp sharpness_cli_test.cpp
                 shard_test.cpp signals_test.cpp spectrum_test.cpp stalled_test.cpp streams_test.cpp sweep_cli_test.cpp)
target_include_directories(test_cli PRIVATE "${PROJECT_SOURCE_DIR}/src/cli")  # for its private headers
target_link_libraries(test_cli PRIVATE lrscope_cli fmt::fmt PNG::PNG)
lrscope_test(core file_error_test.cpp random_test.cpp text_test.cpp)
lrscope_test(data batch_order_test.cpp cell_test.cpp correlation_test.cpp csv_table_test.cpp dataset_test.cpp
                  parameter_file_test.cpp profile_test.cpp row_store_test.cpp scaling_test.cpp statistics_test.cpp)
lrscope_test(model activation_test.cpp baseline_test.cpp derivatives_test.cpp full_loss_test.cpp golden_test.cpp
                   initialiser_test.cpp matrix_product_test.cpp replicas_test.cpp)
target_include_directories(test_model PRIVATE "${PROJECT_SOURCE_DIR}/src/model")  # for its private headers
lrscope_test(optim golden_test.cpp optimizer_test.cpp parameter_scale_test.cpp schedule_test.cpp)
lrscope_test(probe density_test.cpp eigenpairs_test.cpp forensics_test.cpp scaled_stability_test.cpp sharpness_test.cpp
                   stability_test.cpp taylor_test.cpp)
lrscope_test(report text_table_test.cpp writer_test.cpp)
lrscope_test(run boundary_test.cpp column_suspects_test.cpp edge_test.cpp examine_test.cpp explain_test.cpp facts_test.cpp
                 galloping_test.cpp in_order_test.cpp journal_test.cpp layer_rates_test.cpp lr_finder_test.cpp outcome_test.cpp
                 parametrization_test.cpp ranking_test.cpp
                 stability_limit_test.cpp start_curvature_test.cpp suggestion_test.cpp suspects_test.cpp sweep_test.cpp
                 target_scale_test.cpp tracker_test.cpp trajectory_test.cpp box_counting_test.cpp map_journal_test.cpp map_test.cpp
                 problem_test.cpp)
target_include_directories(test_run PRIVATE "${PROJECT_SOURCE_DIR}/src/run")  # for its private headers
lrscope_test(sink along_drawing_test.cpp axis_ticks_test.cpp explanation_test.cpp find_table_test.cpp
                  map_picture_test.cpp map_preview_test.cpp summary_text_test.cpp sweep_table_test.cpp)
target_include_directories(test_sink PRIVATE "${PROJECT_SOURCE_DIR}/src/sink")  # for its private headers
target_link_libraries(test_sink PRIVATE PNG::PNG)
lrscope_test(spec axis_test.cpp change_test.cpp knobs_test.cpp map_axis_test.cpp)
lrscope_test(tree readme_test.cpp transcript_test.cpp tree_test.cpp)

# A test per transcript. LRSCOPE_UPDATE=1 ctest -R transcript rewrites them all.
add_executable(planted transcripts/planted.cpp cli/corpus_plantings.cpp cli/corpus_tables.cpp)
target_include_directories(planted PRIVATE cli)
target_link_libraries(planted PRIVATE lrscope lrscope_flags)
add_executable(transcript transcripts/transcript.cpp)
target_link_libraries(transcript PRIVATE lrscope_test_support)
file(GLOB transcripts RELATIVE "${CMAKE_CURRENT_SOURCE_DIR}/transcripts" CONFIGURE_DEPENDS transcripts/*.txt
                      transcripts/trained/*.txt)
foreach(name ${transcripts})
  add_test(NAME "transcript: ${name}" COMMAND transcript "${CMAKE_CURRENT_SOURCE_DIR}/transcripts/${name}")
  set_tests_properties("transcript: ${name}" PROPERTIES TIMEOUT ${LRSCOPE_TEST_TIMEOUT})
endforeach()

add_subdirectory(fuzz)

add_test(NAME "install: the installed program and library work"
         COMMAND sh "${CMAKE_CURRENT_SOURCE_DIR}/install/install_test.sh" "${PROJECT_BINARY_DIR}" "${PROJECT_SOURCE_DIR}"
                 "${CMAKE_GENERATOR}" "${CMAKE_CXX_FLAGS}")

# The recipes for engines people have, run for real. 77: the engine is not there, and the test has said so.
function(lrscope_recipe_test name script)
  add_test(NAME "recipes: ${name}" COMMAND sh "${CMAKE_CURRENT_SOURCE_DIR}/recipes/${script}")
  set_tests_properties("recipes: ${name}" PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 600
                                                     ENVIRONMENT "LRSCOPE=$<TARGET_FILE:lrscope_program>")
endfunction()
lrscope_recipe_test("GNU parallel" parallel_test.sh)
lrscope_recipe_test("Slurm array" slurm_test.sh)
lrscope_recipe_test("Kubernetes indexed job" kubernetes_test.sh)

# Counts every allocation of its own process: an executable of its own.
add_executable(test_allocation run/allocation_test.cpp)
target_link_libraries(test_allocation PRIVATE lrscope_test_support)
target_link_options(test_allocation PRIVATE
  "LINKER:--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=posix_memalign,--wrap=aligned_alloc")
catch_discover_tests(test_allocation TEST_PREFIX "run: ")

# Timings are no tests: built with everything, run by hand.
add_executable(bench_trace bench/bench_trace.cpp)
target_compile_definitions(bench_trace PRIVATE "LRSCOPE_SOURCE=\"${PROJECT_SOURCE_DIR}\"" EIGEN_DONT_PARALLELIZE
                                               EIGEN_STACK_ALLOCATION_LIMIT=2097152)
target_link_libraries(bench_trace PRIVATE lrscope fmt::fmt lrscope_flags)
add_executable(bench_core bench/bench_core.cpp bench/peak.cpp)
target_include_directories(bench_core PRIVATE bench)
target_link_libraries(bench_core PRIVATE lrscope hwy::hwy lrscope_flags)
