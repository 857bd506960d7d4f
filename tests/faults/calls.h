/// The system calls and errors that tests let happen, by name.
#pragma once

#include <string>

namespace imgbatch::test {

/// The number of the call `name`; std::invalid_argument where it is not in the list.
long call_number(const std::string& name);

/// Its name; "#NUMBER" for calls that are not in the list.
std::string call_name(long number);

/// The errno of "EIO" and so on; std::invalid_argument for others.
int error_number(const std::string& name);

} // namespace imgbatch::test
