/// Whether the processor lays bits over a mask in one step.
#pragma once

namespace imgbatch {

/// How the bits of a word are laid over the set bits of another. All ways give the same.
enum class BitDeposit {
    plain,      ///< bit by bit
    instruction ///< PDEP, where this is compiled for processors that have it; else as plain
};

/// The faster one here. AMD's processors before Zen 3 have the instruction, but take it apart into
/// more steps than the plain way has.
BitDeposit fastest_bit_deposit();

} // namespace imgbatch
