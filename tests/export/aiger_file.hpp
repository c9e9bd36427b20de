// A reader and simulator of AIGER files, written from the format's description (Biere, Heljanko and Wieringa 2011,
// "AIGER 1.9 and Beyond"), to hold what is exported against the packed system.
//
// A simulation has 64 lanes: bit k of each word belongs to lane k.
#pragma once

#include <cstdint>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace revoke_mc::tests {

class AigerFile {
public:
    using Lanes = std::uint64_t;

    explicit AigerFile(const std::string& text) : in_(text) {
        std::string magic;
        std::size_t most = 0, outputs = 0, gates = 0, bad = 0;
        in_ >> magic >> most >> inputs_ >> latches_ >> outputs >> gates >> bad;
        if (!in_ || magic != "aig" || outputs != 0 || most != inputs_ + latches_ + gates)
            throw std::runtime_error("not such a file");
        skip_line();
        for (std::size_t i = 0; i < latches_; ++i) read_latch();
        for (std::size_t i = 0; i < bad; ++i) bad_.push_back(read_literal());
        for (std::size_t i = 0; i < gates; ++i) read_gate();
        read_symbols();
    }

    [[nodiscard]] std::size_t inputs() const { return inputs_; }
    [[nodiscard]] std::size_t latches() const { return latches_; }
    [[nodiscard]] std::size_t gates() const { return gates_.size(); }
    /// By their letter and number: "l3".
    [[nodiscard]] const std::map<std::string, std::string>& symbols() const { return symbols_; }
    [[nodiscard]] const std::string& comment() const { return comment_; }
    [[nodiscard]] std::vector<Lanes> start() const {
        std::vector<Lanes> out;
        for (const bool set : reset_) out.push_back(set ? ~Lanes{0} : 0);
        return out;
    }

    struct Step {
        std::vector<Lanes> next, bad;
    };
    [[nodiscard]] Step step(const std::vector<Lanes>& inputs, const std::vector<Lanes>& latches) const {
        std::vector<Lanes> nodes{0};
        nodes.insert(nodes.end(), inputs.begin(), inputs.end());
        nodes.insert(nodes.end(), latches.begin(), latches.end());
        const auto value = [&](std::uint32_t literal) {
            return literal % 2 == 0 ? nodes.at(literal / 2) : ~nodes.at(literal / 2);
        };
        for (const auto& [left, right] : gates_) nodes.push_back(value(left) & value(right));
        Step out;
        for (const std::uint32_t literal : next_) out.next.push_back(value(literal));
        for (const std::uint32_t literal : bad_) out.bad.push_back(value(literal));
        return out;
    }

private:
    void skip_line() {
        std::string rest;
        std::getline(in_, rest);
        if (!rest.empty()) throw std::runtime_error("more in a line than there should be: " + rest);
    }

    std::uint32_t read_literal() {
        std::uint32_t literal = 0;
        in_ >> literal;
        skip_line();
        return literal;
    }

    void read_latch() {
        std::string line;
        std::getline(in_, line);
        const std::size_t space = line.find(' ');
        next_.push_back(static_cast<std::uint32_t>(std::stoul(line.substr(0, space))));
        reset_.push_back(space != std::string::npos && line.substr(space + 1) == "1");
    }

    std::uint32_t read_difference() {
        std::uint32_t out = 0;
        for (unsigned shift = 0;; shift += 7) {
            const int byte = in_.get();
            if (byte < 0) throw std::runtime_error("the file ends too early");
            out |= (static_cast<std::uint32_t>(byte) & 127U) << shift;
            if (byte < 128) return out;
        }
    }

    void read_gate() {
        const auto literal = static_cast<std::uint32_t>(2 * (1 + inputs_ + latches_ + gates_.size()));
        const std::uint32_t first = literal - read_difference();
        const std::uint32_t second = first - read_difference();
        if (first >= literal || second > first) throw std::runtime_error("a gate that reads a later one");
        gates_.emplace_back(first, second);
    }

    void read_symbols() {
        std::string line;
        while (std::getline(in_, line) && line != "c") {
            const std::size_t space = line.find(' ');
            symbols_[line.substr(0, space)] = line.substr(space + 1);
        }
        while (std::getline(in_, line)) comment_ += line + "\n";
    }

    std::istringstream in_;
    std::size_t inputs_ = 0, latches_ = 0;
    std::vector<std::uint32_t> next_, bad_;
    std::vector<bool> reset_;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> gates_;
    std::map<std::string, std::string> symbols_;
    std::string comment_;
};

}  // namespace revoke_mc::tests
