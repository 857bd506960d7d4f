#include "codec/jpeg/plain/bit_deposit.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include <cstring>
#include <string_view>

namespace imgbatch {

#if defined(__x86_64__)

namespace {

struct Registers {
    unsigned a = 0;
    unsigned b = 0;
    unsigned c = 0;
    unsigned d = 0;
};

/// Zeros for leaves that the processor does not have.
Registers cpuid(unsigned leaf) {
    Registers registers;
    __get_cpuid_count(leaf, 0, &registers.a, &registers.b, &registers.c, &registers.d);
    return registers;
}

bool has_slow_deposit() {
    const Registers vendor = cpuid(0);
    char name[12];
    std::memcpy(name, &vendor.b, 4);
    std::memcpy(name + 4, &vendor.d, 4);
    std::memcpy(name + 8, &vendor.c, 4);
    const std::string_view maker(name, sizeof name);
    if (maker != "AuthenticAMD" && maker != "HygonGenuine") {
        return false;
    }
    constexpr unsigned zen3_family = 0x19;
    const unsigned signature = cpuid(1).a;
    const unsigned family = (signature >> 8 & 15) + (signature >> 20 & 255);
    return family < zen3_family;
}

} // namespace

BitDeposit fastest_bit_deposit() {
    constexpr unsigned bmi2 = 1U << 8;
    const bool has_it = (cpuid(7).b & bmi2) != 0;
    return has_it && !has_slow_deposit() ? BitDeposit::instruction : BitDeposit::plain;
}

#else

BitDeposit fastest_bit_deposit() {
    return BitDeposit::plain;
}

#endif

} // namespace imgbatch
