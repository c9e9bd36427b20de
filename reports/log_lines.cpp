// zlib and libzstd do the work; here their streams are cut into lines, and their ends are looked at.
#include "reports/log_lines.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <vector>
#include <zlib.h>

#include <fmt/format.h>
#include <zstd.h>

#include "model/language/syntax/regular_file.hpp"
#include "reports/document_error.hpp"
#include "reports/file.hpp"
#include "reports/style.hpp"

namespace revoke_mc::reports {
namespace {

constexpr std::size_t block_bytes = std::size_t{64} << 10;
constexpr const char* cut_short = "the compressed log is cut short or damaged";

}  // namespace

/// The bytes of a file, as they are.
class LogLines::File {
public:
    explicit File(const std::string& path) : path_(path) {
        const std::string problem = syntax::why_not_regular(path);
        if (!problem.empty()) throw FileError(path + " " + problem);
        file_.reset(std::fopen(path.c_str(), "rbe"));
        if (!file_) fail();
    }
    /// Fewer bytes than asked for: the end.
    [[nodiscard]] std::size_t read(char* to, std::size_t bytes) {
        const std::size_t done = std::fread(to, 1, bytes, file_.get());
        if (done < bytes && std::ferror(file_.get()) != 0) fail();
        return done;
    }
    void rewind() { std::rewind(file_.get()); }

private:
    [[noreturn]] void fail() const {
        throw FileError("cannot read " + path_ + ": " + std::generic_category().message(errno));
    }
    struct Close {
        void operator()(std::FILE* file) const { (void)std::fclose(file); }
    };
    std::string path_;
    std::unique_ptr<std::FILE, Close> file_;
};

class LogLines::Source {
public:
    explicit Source(File file) : file_(std::move(file)) {}
    Source(const Source&) = delete;
    Source& operator=(const Source&) = delete;
    virtual ~Source() = default;
    /// The next bytes; none: the end. Empty reason: all is well.
    [[nodiscard]] virtual std::string more(std::string& reason) = 0;

protected:
    [[nodiscard]] std::string block() {
        std::string bytes(block_bytes, '\0');
        bytes.resize(file_.read(bytes.data(), bytes.size()));
        return bytes;
    }

private:
    File file_;
};

namespace {

class Plain : public LogLines::Source {
public:
    using Source::Source;
    [[nodiscard]] std::string more(std::string& /*reason*/) override { return block(); }
};

/// One gzip member after the other, as `cat a.gz b.gz` makes them.
class Gzip : public LogLines::Source {
public:
    explicit Gzip(LogLines::File file) : Source(std::move(file)) {
        constexpr int gzip_only = 16 + MAX_WBITS;
        if (inflateInit2(&stream_, gzip_only) != Z_OK) throw std::bad_alloc();
    }
    ~Gzip() override { inflateEnd(&stream_); }
    Gzip(const Gzip&) = delete;
    Gzip& operator=(const Gzip&) = delete;

    [[nodiscard]] std::string more(std::string& reason) override {
        std::string out(block_bytes, '\0');
        stream_.next_out = reinterpret_cast<Bytef*>(out.data());  // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
        stream_.avail_out = static_cast<uInt>(out.size());
        while (stream_.avail_out == out.size()) {
            if (stream_.avail_in == 0 && !refill()) break;
            if (done_) {
                (void)inflateReset(&stream_);
                done_ = false;
            }
            const int result = inflate(&stream_, Z_NO_FLUSH);
            done_ = result == Z_STREAM_END;
            if (!done_ && result != Z_OK) reason = cut_short;
            if (!done_ && result != Z_OK) break;
        }
        out.resize(out.size() - stream_.avail_out);
        if (out.empty() && !done_) reason = cut_short;
        return out;
    }

private:
    [[nodiscard]] bool refill() {
        in_ = block();
        stream_.next_in = reinterpret_cast<Bytef*>(in_.data());  // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
        stream_.avail_in = static_cast<uInt>(in_.size());
        return !in_.empty();
    }

    z_stream stream_{};
    std::string in_;
    bool done_ = false;  ///< a member has ended
};

class Zstandard : public LogLines::Source {
public:
    using Source::Source;

    [[nodiscard]] std::string more(std::string& reason) override {
        std::string out(block_bytes, '\0');
        ZSTD_outBuffer to{out.data(), out.size(), 0};
        while (to.pos == 0) {
            if (from_.pos == from_.size) {
                in_ = block();
                from_ = {in_.data(), in_.size(), 0};
                if (in_.empty()) break;
            }
            left_ = ZSTD_decompressStream(stream_.get(), &to, &from_);
            if (ZSTD_isError(left_) == 0) continue;
            reason = cut_short;
            break;
        }
        out.resize(to.pos);
        if (out.empty() && left_ != 0) reason = cut_short;
        return out;
    }

private:
    struct Free {
        void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
    };
    std::unique_ptr<ZSTD_DStream, Free> stream_{ZSTD_createDStream()};
    std::string in_;
    ZSTD_inBuffer from_{nullptr, 0, 0};
    std::size_t left_ = 1;  ///< 0: a frame has ended
};

std::unique_ptr<LogLines::Source> open(const std::string& path) {
    LogLines::File file(path);
    std::array<char, 4> first{};
    const std::string_view magic(first.data(), file.read(first.data(), first.size()));
    file.rewind();
    if (magic.starts_with("\x1f\x8b")) return std::make_unique<Gzip>(std::move(file));
    if (magic == "\x28\xb5\x2f\xfd") return std::make_unique<Zstandard>(std::move(file));
    return std::make_unique<Plain>(std::move(file));
}

}  // namespace

LogLines::LogLines(const std::string& path) : path_(path), source_(open(path)) {}

LogLines::~LogLines() = default;

void LogLines::fail(const std::string& what) const {
    throw DocumentError(printable(fmt::format("{}:{}: {}", path_, number_, what)));
}

bool LogLines::fill() {
    std::string reason;
    block_ = source_->more(reason);
    at_ = 0;
    if (!reason.empty()) {
        ++number_;
        fail(reason);
    }
    return !block_.empty();
}

std::optional<std::string> LogLines::next() {
    std::string line;
    for (;;) {
        if (at_ == block_.size() && !fill()) {
            if (line.empty()) return std::nullopt;
            ++number_;
            return line;
        }
        const std::size_t end = block_.find('\n', at_);
        line.append(block_, at_, end == std::string::npos ? std::string::npos : end - at_);
        at_ = end == std::string::npos ? block_.size() : end + 1;
        if (line.size() > max_line_bytes) {
            ++number_;
            fail(fmt::format("this line is longer than {} KiB, which no line of a log is", max_line_bytes >> 10U));
        }
        if (end == std::string::npos) continue;
        ++number_;
        return line;
    }
}

}  // namespace revoke_mc::reports
