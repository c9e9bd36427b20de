// The only file that instantiates the grammar. Positions are computed from offsets when a node is made,
// so PEGTL need not count lines (lazy tracking).
#include "model/language/syntax/parser.hpp"

#include <tao/pegtl.hpp>

#include "model/language/syntax/builder.hpp"
#include "model/language/syntax/grammar.hpp"

namespace revoke_mc::syntax {

File parse(const Sources& sources, std::uint32_t file) {
    const std::string& text = sources.files.at(file).text;
    Builder builder(sources, file);
    tao::pegtl::memory_input<tao::pegtl::tracking_mode::lazy> in(text.data(), text.size(), "");
    tao::pegtl::parse<grammar::file, grammar::action>(in, builder);
    return builder.take_file();
}

}  // namespace revoke_mc::syntax
