lrscope_test(run trainer_test.cpp)
lrscope_test(model golden_test.cpp)
lrscope_test(optim golden_test.cpp)
