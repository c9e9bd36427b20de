// Reading certificates: nothing in the file is taken on trust.
#include <algorithm>
#include <set>

#include <nlohmann/json.hpp>
#include <zstd.h>

#include "explorer/base/limits.hpp"
#include "model/language/program/fingerprint.hpp"
#include "model/language/syntax/regular_file.hpp"
#include "model/semantics/evidence/bytes.hpp"
#include "model/semantics/evidence/format.hpp"

namespace revoke_mc::evidence {

namespace {

using Json = nlohmann::json;

std::string whole_file(const std::filesystem::path& path) {
    syntax::RegularFile file = syntax::read_regular(path, std::min(limits::memory_left(), largest_file));
    if (!file.problem.empty()) throw Damaged(file.problem);
    return std::move(file.text);
}

/// The pieces of the data, one after the other.
class Pieces {
public:
    explicit Pieces(std::string_view data) : left_(data) {}

    std::string next() {
        const std::uint64_t size = length();
        if (size > left_.size()) throw Damaged("is cut off");
        const std::string_view piece = left_.substr(0, size);
        left_.remove_prefix(size);
        const auto plain = ZSTD_getFrameContentSize(piece.data(), piece.size());
        if (plain == ZSTD_CONTENTSIZE_ERROR || plain == ZSTD_CONTENTSIZE_UNKNOWN || plain > largest_piece)
            throw Damaged("has a piece that is not compressed as it should be");
        limits::claim(plain);
        std::string out(static_cast<std::size_t>(plain), '\0');
        const std::size_t done = ZSTD_decompress(out.data(), out.size(), piece.data(), piece.size());
        if (ZSTD_isError(done) != 0 || done != out.size()) throw Damaged("has a piece that cannot be decompressed");
        return out;
    }
    [[nodiscard]] bool empty() const { return left_.empty(); }

private:
    std::uint64_t length() {
        std::size_t bytes = 0;
        while (bytes < left_.size() && (static_cast<unsigned char>(left_[bytes]) & 0x80U) != 0) ++bytes;
        const std::uint64_t out = ByteReader(left_).number();
        left_.remove_prefix(bytes + 1);
        return out;
    }

    std::string_view left_;
};

std::vector<std::uint32_t> column_of(ByteReader& in, std::size_t size, std::uint64_t most) {
    limits::claim(size * sizeof(std::uint32_t));
    std::vector<std::uint32_t> out(size);
    std::int64_t before = 0;
    for (std::uint32_t& number : out) {
        const std::int64_t step = in.signed_number();
        if (step > std::int64_t{1} << 33 || step < -(std::int64_t{1} << 33)) throw Damaged("has a number too large");
        before += step;
        if (before < 0 || static_cast<std::uint64_t>(before) > most) throw Damaged("has a number out of range");
        number = static_cast<std::uint32_t>(before);
    }
    return out;
}

class ContentsReader {
public:
    ContentsReader(const program::Program& program, const Columns& columns, const Head& head, Pieces& pieces)
        : program_(program), columns_(columns), head_(head), pieces_(pieces) {
        out.controls = ThreadControls(program.threads.size());
    }

    void rows(const std::function<void(const Row&)>& take) {
        for (std::uint64_t states = 0; states < head_.states;) {
            limits::poll();
            const std::string piece = pieces_.next();
            ByteReader in(piece);
            const std::uint64_t size = in.number(rows_in_block);
            if (size == 0 || size > head_.states - states) throw Damaged("has another number of states than it says");
            read_controls(in);
            read_block(in, size, take);
            states += size;
        }
    }
    void claim(Claim claim) {
        const std::string piece = pieces_.next();
        ByteReader in(piece);
        claim.rows = column_of(in, in.number(head_.states), head_.states - 1);
        claim.classes = column_of(in, in.number(program_.lock_classes.size()), program_.lock_classes.size() - 1);
        const std::uint64_t nodes = in.number(most_nodes);
        for (std::uint64_t i = 0; i < nodes; ++i) claim.nodes.push_back(node(in, i));
        const std::uint64_t columns = in.number(program_.threads.size());
        for (std::uint64_t i = 0; i < columns; ++i)
            claim.ranks.push_back(column_of(in, head_.states, std::max<std::uint64_t>(head_.states, nodes)));
        if (!in.empty()) throw Damaged("has a claim that is longer than it says");
        out.claims.push_back(std::move(claim));
    }

    File::Contents out;

private:
    static constexpr std::uint64_t most_nodes = std::uint64_t{1} << 30U;

    static Claim::Node node(ByteReader& in, std::uint64_t number) {
        constexpr std::uint64_t most = ~std::uint32_t{0};
        Claim::Node out;
        out.parent = static_cast<std::uint32_t>(in.number(number));  // parents come first
        out.order = static_cast<std::uint32_t>(in.number(most));
        out.demand = static_cast<std::uint32_t>(in.number(most));
        return out;
    }

    void read_controls(ByteReader& in) {
        for (Controls& controls : out.controls) {
            const std::uint64_t fresh = in.number(Controls::most);
            for (std::uint64_t i = 0; i < fresh; ++i) {
                const std::uint32_t size = controls.size();
                const std::string_view bytes = in.bytes(in.number());
                if (controls.add(control_from(bytes, program_)) != size) throw Damaged("has a control twice");
            }
        }
    }
    void read_block(ByteReader& in, std::uint64_t size, const std::function<void(const Row&)>& take) {
        std::vector<Row> rows(size, Row(columns_.size()));
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            const std::uint64_t most = i < columns_.threads() ? most_control(i) : columns_.most(i);
            const std::vector<std::uint32_t> column = column_of(in, size, most);
            for (std::size_t row = 0; row < size; ++row) rows[row][i] = column[row];
        }
        if (!in.empty()) throw Damaged("has a block that is longer than it says");
        for (const Row& row : rows) take(row);
    }
    [[nodiscard]] std::uint64_t most_control(std::size_t thread) const {
        const std::uint32_t size = out.controls[program::ThreadId{thread}].size();
        if (size == 0) throw Damaged("has a thread that stands nowhere");
        return size - 1;
    }

    const program::Program& program_;
    const Columns& columns_;
    const Head& head_;
    Pieces& pieces_;
};

/// Members of an object, each of which is asked for once; none may be left.
class Members {
public:
    explicit Members(const Json& json) : json_(json) {
        if (!json.is_object()) throw Damaged("has a head that is no object");
    }
    template <class T>
    T get(const char* name) {
        if (!json_.contains(name)) throw Damaged(std::string("has a head without ") + name);
        ++asked_;
        try {
            return json_.at(name).get<T>();
        } catch (const Json::exception&) {
            throw Damaged(std::string("has a head with a wrong ") + name);
        }
    }
    void end() const {
        if (asked_ != json_.size()) throw Damaged("has a head with more in it than is known");
    }

private:
    const Json& json_;
    std::size_t asked_ = 0;
};

}  // namespace

File::File(const std::filesystem::path& file) {
    std::string text = whole_file(file);
    const std::size_t line = text.find('\n');
    if (text.empty()) throw Damaged("is empty");
    if (text.find(format_name) > std::min<std::size_t>(line, 100)) throw Damaged("is no certificate");
    if (line == std::string::npos || text.size() < line + 1 + hash_digits) throw Damaged("is cut off");
    const std::size_t end = text.size() - hash_digits;
    if (program::text_hash(std::string_view(text).substr(0, end)) != text.substr(end))
        throw Damaged("is cut off, or was changed: its checksum is another");
    read_head(text.substr(0, line));
    data_ = text.substr(line + 1, end - line - 1);
}

void File::read_head(const std::string& line) {
    const Json json = Json::parse(line, nullptr, false);
    if (json.is_discarded()) throw Damaged("has a head that is no JSON");
    Members members(json);
    if (members.get<std::string>("format") != format_name) throw Damaged("is no certificate");
    if (members.get<std::uint64_t>("version") != format_version)
        throw Damaged("is of another version than " + std::to_string(format_version));
    head_.spec = members.get<std::string>("spec");
    head_.title = members.get<std::string>("title");
    head_.hash = members.get<std::string>("hash");
    head_.parameters = members.get<std::map<std::string, std::int64_t>>("parameters");
    head_.symmetric = members.get<std::vector<std::string>>("symmetric");
    head_.states = members.get<std::uint64_t>("states");
    head_.not_covered = members.get<std::map<std::string, std::string>>("not_covered");
    if (head_.states == 0 || head_.states >= ~std::uint32_t{0}) throw Damaged("has no state, or too many");
    std::set<std::string> names;
    for (const Json& claim : members.get<std::vector<Json>>("claims")) {
        Members parts(claim);
        claims_.push_back({parts.get<std::string>("property"), kind_of(parts.get<std::string>("kind"))});
        parts.end();
        if (!names.insert(claims_.back().property).second) throw Damaged("claims one property twice");
    }
    members.end();
}

File::Contents File::read(const program::Program& program, const Columns& columns,
                          const std::function<void(const Row&)>& take) const {
    Pieces pieces(data_);
    ContentsReader reader(program, columns, head_, pieces);
    reader.rows(take);
    for (const Claim& claim : claims_) reader.claim(claim);
    if (!pieces.empty()) throw Damaged("is longer than it says");
    return std::move(reader.out);
}

}  // namespace revoke_mc::evidence
