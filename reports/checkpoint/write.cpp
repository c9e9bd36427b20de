#include "reports/checkpoint/write.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <mutex>
#include <new>
#include <span>
#include <unistd.h>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <xxhash.h>
#include <zstd.h>

#include "reports/file.hpp"
#include "reports/internal/descriptor.hpp"

namespace revoke_mc::reports {
namespace {

using explorer::Section;

/// The fastest one: what is left is noise.
constexpr int fastest = 1;

class Writer final : public explorer::CheckpointSink {
public:
    Writer(std::string path, std::string shown)
        : path_(std::move(path)), shown_(std::move(shown)),
          file_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666)) {
        if (file_.number() < 0) fail("write", shown_, errno);
        append(checkpoint_first_line());
    }
    ~Writer() override {
        if (!finished_) ::unlink(path_.c_str());
    }

    void write(Section section, std::uint64_t number, std::span<const std::uint8_t> block) override {
        std::string packed(ZSTD_compressBound(block.size()), '\0');
        const std::size_t size = ZSTD_compress(packed.data(), packed.size(), block.data(), block.size(), fastest);
        if (ZSTD_isError(size) != 0) throw std::bad_alloc();  // nothing else can be wrong
        packed.resize(size);
        const std::uint64_t checksum = XXH3_64bits(packed.data(), packed.size());
        const std::lock_guard lock(mutex_);
        append(packed);
        index_.push_back({static_cast<unsigned>(section), number, block.size(), packed.size(), checksum});
    }

    /// Afterwards all of it lies on the disk, under its final name.
    void finish(const CheckpointHead& head, const std::string& target) {
        const std::string index = nlohmann::json{
            {"program", head.program},
            {"spec", printable(head.spec)},
            {"text", head.text},
            {"parameters", head.parameters},
            {"reduction", head.reduction},
            {"system", head.system},
            {"blocks", index_}}.dump();
        append(index);
        append(fmt::format("{:016x}{:016x}\n", index.size(), XXH3_64bits(index.data(), index.size())));
        if (const int error = sync(file_.number())) fail("write", shown_, error);
        if (const int error = file_.close()) fail("write", shown_, error);
        if (::rename(path_.c_str(), target.c_str()) != 0) fail("write", shown_, errno);
        finished_ = true;
        const Descriptor folder(::open(folder_of(target).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (folder.number() >= 0) (void)sync(folder.number());  // the name; both files are good
    }

private:
    void append(std::string_view bytes) {
        if (const int error = write_all(file_.number(), bytes)) fail("write", shown_, error);
    }

    std::string path_, shown_;
    Descriptor file_;
    std::mutex mutex_;  // guards the file and the index
    std::vector<std::array<std::uint64_t, 5>> index_;
    bool finished_ = false;
};

}  // namespace

std::string unfinished(const std::string& path) { return behind_links(path) + ".new"; }

void write_checkpoint(const std::string& path, const CheckpointHead& head,
                      const std::function<void(explorer::CheckpointSink&)>& write) {
    Writer writer(unfinished(path), path);
    write(writer);
    writer.finish(head, behind_links(path));
}

}  // namespace revoke_mc::reports
