// Every spec below specs/, one after the other.
#include "tests/support/all_specs.hpp"

#include <algorithm>

#include "model/language/syntax/loader.hpp"
#include "tests/support/places.hpp"

namespace revoke_mc::tests {

std::vector<std::filesystem::path> all_specs(std::initializer_list<const char*> folders) {
    const std::filesystem::path root = tests::source_dir();
    std::vector<std::filesystem::path> out;
    for (const char* folder : folders)
        for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder))
            if (entry.path().extension() == ".rvk" && !syntax::load(entry.path()).files.back().library)
                out.push_back(entry.path());
    std::sort(out.begin(), out.end());
    return out;
}

}  // namespace revoke_mc::tests
