lrscope_test(run trainer_test.cpp)
