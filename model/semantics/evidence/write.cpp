// Writing certificates: blocks of columns, each compressed by itself.
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <xxhash.h>
#include <zstd.h>

#include "model/semantics/evidence/bytes.hpp"
#include "model/semantics/evidence/format.hpp"

namespace revoke_mc::evidence {

namespace {

constexpr int compression_level = 6;

std::string compressed(const std::string& plain) {
    std::string out(ZSTD_compressBound(plain.size()), '\0');
    const std::size_t size = ZSTD_compress(out.data(), out.size(), plain.data(), plain.size(), compression_level);
    if (ZSTD_isError(size) != 0) throw std::runtime_error(ZSTD_getErrorName(size));
    out.resize(size);
    return out;
}

void put_column(std::string& out, const std::vector<std::uint32_t>& column) {
    std::int64_t before = 0;
    for (const std::uint32_t number : column) put_signed(out, number - std::exchange(before, number));
}

void put_list(std::string& out, const std::vector<std::uint32_t>& list) {
    put(out, list.size());
    put_column(out, list);
}

std::string bytes_of(const Claim& claim) {
    std::string out;
    put_list(out, claim.rows);
    put_list(out, claim.classes);
    put(out, claim.nodes.size());
    for (const Claim::Node& node : claim.nodes) {
        put(out, node.parent);
        put(out, node.order);
        put(out, node.demand);
    }
    put(out, claim.ranks.size());
    for (const auto& column : claim.ranks) put_column(out, column);
    return out;
}

nlohmann::ordered_json json_of(const Head& head, const std::vector<Claim>& claims) {
    nlohmann::ordered_json out{
        {"format", format_name},       {"version", format_version}, {"spec", head.spec},
        {"title", head.title},         {"hash", head.hash},         {"parameters", head.parameters},
        {"symmetric", head.symmetric}, {"states", head.states},     {"not_covered", head.not_covered}};
    out["claims"] = nlohmann::ordered_json::array();
    for (const Claim& claim : claims)
        out["claims"].push_back({{"property", claim.property}, {"kind", to_string(claim.kind)}});
    return out;
}

}  // namespace

/// A file without a name of its own that anybody would take for a certificate; removed unless it is kept.
class Writer::Output {
public:
    explicit Output(std::filesystem::path path)
        : path_(std::move(path)), file_(std::fopen(path_.c_str(), "w+be")), hash_(XXH3_createState()) {
        if (file_ == nullptr) fail();
        XXH3_64bits_reset(hash_);
    }
    ~Output() {
        XXH3_freeState(hash_);
        if (file_ != nullptr) (void)std::fclose(file_);
        if (!path_.empty()) (void)::unlink(path_.c_str());
    }
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;

    void write(std::string_view bytes) {
        if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size()) fail();
        XXH3_64bits_update(hash_, bytes.data(), bytes.size());
        size_ += bytes.size();
    }
    void append(Output& other) {
        if (std::fflush(other.file_) != 0 || std::fseek(other.file_, 0, SEEK_SET) != 0) other.fail();
        std::string buffer(std::size_t{1} << 20U, '\0');
        for (;;) {
            const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), other.file_);
            if (std::ferror(other.file_) != 0) other.fail();
            if (size == 0) return;
            write({buffer.data(), size});
        }
    }
    [[nodiscard]] std::string hash() const { return digits(XXH3_64bits_digest(hash_)); }
    [[nodiscard]] std::uint64_t size() const { return size_; }
    /// Under this name, and on the disk.
    void keep_as(const std::filesystem::path& name) {
        if (std::fflush(file_) != 0 || ::fsync(::fileno(file_)) != 0) fail();
        if (std::rename(path_.c_str(), name.c_str()) != 0) fail();
        path_.clear();
    }

private:
    [[noreturn]] void fail() const { throw WriteError("cannot write " + path_.string() + ": " + std::strerror(errno)); }

    std::filesystem::path path_;
    std::FILE* file_;
    XXH3_state_t* hash_;
    std::uint64_t size_ = 0;
};

Writer::Writer(std::filesystem::path file)
    : file_(std::move(file)), data_(std::make_unique<Output>(file_.string() + ".data")) {}

Writer::~Writer() = default;

void Writer::write_piece(const std::string& plain) {
    plain_ += plain.size();
    const std::string bytes = compressed(plain);
    std::string length;
    put(length, bytes.size());
    data_->write(length);
    data_->write(bytes);
}

/// How many rows; the controls of each thread that are new; the columns.
void Writer::write_block(const ThreadControls& controls) {
    std::string out;
    put(out, block_.size());
    written_.resize(controls.size());
    for (const program::ThreadId thread : controls.ids()) {
        const Controls& all = controls[thread];
        std::uint32_t& written = written_[thread.number()];
        put(out, all.size() - written);
        for (; written < all.size(); ++written) {
            const std::string control = evidence::bytes_of(all[written]);
            put(out, control.size());
            out += control;
        }
    }
    std::vector<std::uint32_t> column(block_.size());
    for (std::size_t i = 0; i < block_.front().size(); ++i) {
        for (std::size_t row = 0; row < block_.size(); ++row) column[row] = block_[row][i];
        put_column(out, column);
    }
    write_piece(out);
    block_.clear();
}

void Writer::add(const Row& row, const ThreadControls& controls) {
    controls_ = &controls;
    block_.push_back(row);
    ++states_;
    if (block_.size() == rows_in_block) write_block(controls);
}

Writer::Sizes Writer::finish(Head head, const std::vector<Claim>& claims) {
    if (!block_.empty()) write_block(*controls_);
    for (const Claim& claim : claims) write_piece(bytes_of(claim));
    head.states = states_;
    Output whole(file_.string() + ".part");
    whole.write(json_of(head, claims).dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
    whole.append(*data_);
    whole.write(whole.hash());
    whole.keep_as(file_);
    data_.reset();
    return {plain_, whole.size()};
}

}  // namespace revoke_mc::evidence
