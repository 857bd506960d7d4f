/// A folder's content as a value that tests can compare.
#pragma once

#include <map>
#include <string>

namespace imgbatch::test {

/// All regular files below `folder`, hidden ones too, but not what is in `.imgbatch`: relative path
/// to content.
std::map<std::string, std::string> files_below(const std::string& folder);

} // namespace imgbatch::test
