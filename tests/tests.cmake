lrscope_test(cli bad_input_test.cpp bad_usage_test.cpp)
lrscope_test(core random_test.cpp text_test.cpp)
lrscope_test(data batch_order_test.cpp cell_test.cpp csv_table_test.cpp dataset_test.cpp parameter_file_test.cpp
                  scaling_test.cpp)
lrscope_test(run trainer_test.cpp)
lrscope_test(spec axis_test.cpp knobs_test.cpp)
