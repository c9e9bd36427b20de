// Runs the built program as a user would, in a folder of its own.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace revoke_mc::tests {

struct Ran {
    int code = -1;  ///< exit code; 128 + signal if a signal ended it
    std::string out;
    std::string err;
};

/// A folder with files, and the program in it.
class Workplace {
public:
    Workplace();
    ~Workplace();
    Workplace(const Workplace&) = delete;
    Workplace& operator=(const Workplace&) = delete;

    void write(const std::string& name, const std::string& text) const;
    [[nodiscard]] std::string read(const std::string& name) const;
    [[nodiscard]] bool has(const std::string& name) const;
    [[nodiscard]] std::size_t files() const;
    [[nodiscard]] std::string path(const std::string& name) const { return (folder_ / name).string(); }

    /// Shell words behind `revoke-mc`; `before` stands in front of it (environment, ulimit), `input` is piped in.
    [[nodiscard]] Ran run(const std::string& words, const std::string& before = "",
                          const std::string& input = "") const;
    /// The most memory, in bytes, that `revoke-mc` with these words had in use.
    [[nodiscard]] std::uint64_t peak(const std::string& words) const;
    /// Any shell command; $revoke_mc is the program.
    [[nodiscard]] Ran shell(const std::string& command) const;

private:
    std::filesystem::path folder_;
};

}  // namespace revoke_mc::tests
