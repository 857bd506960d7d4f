#include "cli/app.h"

int main(int argc, char** argv) {
    return imgbatch::cli::run_app(argc, argv);
}
