/// A shared object that is no codec module, for the loader to refuse.

extern "C" __attribute__((visibility("default"))) int imgbatch_something_else() {
    return 1;
}
