// Text in XML: GraphML, JUnit.
#pragma once

#include <string>
#include <string_view>

#include "reports/style.hpp"

namespace revoke_mc::reports::internal {

/// Inside XML text or a quoted attribute. XML 1.0 cannot express most control characters: they become '?'. Lines stay
/// lines, which an attribute shows as spaces.
[[nodiscard]] inline std::string xml_escaped(std::string_view text) {
    std::string escaped;
    for (const char c : printable_lines(text)) {
        switch (c) {
        case '&': escaped += "&amp;"; break;
        case '<': escaped += "&lt;"; break;
        case '>': escaped += "&gt;"; break;
        case '"': escaped += "&quot;"; break;
        case '\'': escaped += "&apos;"; break;
        default: escaped += c;
        }
    }
    return escaped;
}

}  // namespace revoke_mc::reports::internal
