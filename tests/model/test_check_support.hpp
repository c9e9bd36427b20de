// Helpers for the tests of the checker: a program from a text, and what is wrong with a text as lines
// "line:column message | hint".
#pragma once

#include <algorithm>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "model/language/check/check.hpp"
#include "model/language/program/dump.hpp"

namespace revoke_mc::tests {

using Settings = std::map<std::string, std::int64_t>;

/// small_library (below) without its guard, for texts in which nobody takes locks.
inline const std::string library =
    "enum usage { NONE, KERNEL, BOOKKEEP }; struct dma_buf { lock resv; int<0..3> n; } struct "
    "attachment { bool listed; } struct mapping { bool live; } "
    "struct fence { bool pending; usage in_resv; } ";

inline program::Program checked(const std::string& text, const Settings& set = {}) {
    return check::check(syntax::load_text("test.rvk", text), set);
}

inline std::string shown(const syntax::Diagnostic& diagnostic) {
    const std::string place = std::to_string(diagnostic.place.line) + ":" + std::to_string(diagnostic.place.column);
    return place + " " + diagnostic.message + (diagnostic.hint.empty() ? "" : " | " + diagnostic.hint);
}

/// All errors, one a line; "" if there are none.
inline std::string errors_of(const std::string& text, const Settings& set = {}) {
    try {
        static_cast<void>(checked(text, set));
        return "";
    } catch (const syntax::SpecError& error) {
        if (error.diagnostics().empty()) return error.what();
        std::string all;
        for (const auto& diagnostic : error.diagnostics()) all += (all.empty() ? "" : "\n") + shown(diagnostic);
        return all;
    }
}

inline std::string warnings_of(const std::string& text) {
    std::string all;
    for (const auto& diagnostic : checked(text).warnings) all += (all.empty() ? "" : "\n") + shown(diagnostic);
    return all;
}

/// A spec whose second line is this item; what follows adds a thread, for something to happen.
inline std::string with(const std::string& item) {
    return "spec \"t\";\n" + item + "\nuser other { thread idle { rest: skip; } }";
}

/// Statements in a thread of `user u`, on line 4; members on line 2, functions on line 3.
inline std::string in_thread(const std::string& statements, const std::string& members = "",
                             const std::string& top = "") {
    return "spec \"t\"; " + top + "\nuser u { " + members + "\nthread t {\n" + statements + "\n} }";
}

inline const program::Routine& routine(const program::Program& program, const std::string& name) {
    return *std::find_if(program.routines.begin(), program.routines.end(),
                         [&](const program::Routine& r) { return r.name == name; });
}

/// The core code of a routine, without its first line.
inline std::string code(const program::Program& program, const std::string& name) {
    const std::string all = program::dump_routine(program, routine(program, name));
    return all.substr(all.find('\n') + 1);
}

/// ... of the thread of in_thread(), numbers of statements left out.
inline std::string thread_code(const std::string& statements, const std::string& members = "",
                               const std::string& top = "") {
    std::istringstream in(code(checked(in_thread(statements, members, top)), "u.t"));
    std::string out;
    for (std::string line; std::getline(in, line);) {
        const auto start = line.find_first_not_of(' ');
        auto end = start;
        while (end < line.size() && line[end] >= '0' && line[end] <= '9') ++end;
        out += line.substr(0, start) + line.substr(end + (line[end] == ' ' ? 1 : 0)) + "\n";
    }
    return out;
}

/// The structs of the kernel library, small; one line.
inline const std::string small_library = "enum usage { NONE, KERNEL, BOOKKEEP }; struct dma_buf { lock resv; int<0..3> "
                                         "n; } struct attachment { bool listed __guarded_by(buf.resv); } "
                                         "struct mapping { bool live; } struct fence { bool pending; usage in_resv; } ";

}  // namespace revoke_mc::tests
