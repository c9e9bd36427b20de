// Relations of objects by name, as expressions of the language have them.
#include "model/language/program/log.hpp"

#include <array>

namespace revoke_mc::program {

std::string LogPath::text() const {
    std::string out;
    for (const std::string& name : names) out += (out.empty() ? "" : ".") + name;
    return out;
}

std::string LogPoint::text() const {
    switch (kind) {
    case Kind::call: return "call " + name;
    case Kind::returned: return "return " + name;
    case Kind::step: break;
    }
    return "at " + name;
}

std::optional<ObjectKind> kind_of_part(ObjectKind kind, std::string_view part) {
    struct Row {
        ObjectKind whole;
        std::string_view part;
        ObjectKind is;
    };
    using enum ObjectKind;
    static constexpr std::array rows{Row{attachment, "buf", buffer},    Row{attachment, "importer", component},
                                     Row{mapping, "att", attachment},   Row{fence, "buf", buffer},
                                     Row{fence, "importer", component}, Row{fence, "context", plain},
                                     Row{buffer, "exporter", component}};
    for (const Row& row : rows)
        if (row.whole == kind && row.part == part) return row.is;
    return std::nullopt;
}

}  // namespace revoke_mc::program
