lrscope_test(core random_test.cpp text_test.cpp)
lrscope_test(run trainer_test.cpp)
