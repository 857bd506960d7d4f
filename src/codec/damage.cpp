#include "codec/damage.h"

namespace imgbatch {

bool fails(Damage damage, FailOn fail_on) {
    switch (fail_on) {
    case FailOn::none:
        return false;
    case FailOn::truncated:
        return damage == Damage::truncated;
    case FailOn::error:
        return damage != Damage::harmless;
    case FailOn::warning:
        return true;
    }
    return true;
}

OutcomeClass outcome_of(Damage damage) {
    return damage == Damage::truncated ? OutcomeClass::truncated : OutcomeClass::corrupt;
}

bool passes(const Error& error, FailOn fail_on) {
    return (error.code == OutcomeClass::truncated && !fails(Damage::truncated, fail_on)) ||
           (error.code == OutcomeClass::corrupt && !fails(Damage::corrupt, fail_on));
}

} // namespace imgbatch
