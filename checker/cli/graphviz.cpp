// `dot` reads a file and writes another, both without a name: no pipe can fill up while nobody reads.
#include "checker/cli/graphviz.hpp"

#include <array>
#include <cstdio>
#include <memory>
#include <stdexcept>

#define BOOST_PROCESS_USE_STD_FS
#include <boost/process/child.hpp>
#include <boost/process/io.hpp>
#include <boost/process/search_path.hpp>
#include <fmt/format.h>

namespace revoke_mc::cli {
namespace {

namespace process = boost::process;

struct Closer {
    void operator()(std::FILE* file) const { (void)std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Closer>;

[[noreturn]] void failed(const std::string& what) { throw std::runtime_error("cannot draw the graph: " + what); }

File temporary(const std::string& text) {
    File file(std::tmpfile());
    if (!file) failed("there is no room for a temporary file");
    const bool whole = std::fwrite(text.data(), 1, text.size(), file.get()) == text.size();
    if (!whole || std::fflush(file.get()) != 0) failed("there is no room for a temporary file");
    std::rewind(file.get());
    return file;
}

std::string content(std::FILE* file) {
    std::rewind(file);
    std::string text;
    std::array<char, 65536> part{};
    while (const std::size_t length = std::fread(part.data(), 1, part.size(), file)) text.append(part.data(), length);
    return text;
}

}  // namespace

void require_graphviz() {
    if (process::search_path("dot").empty())
        throw std::runtime_error("--format svg needs the program dot of Graphviz, which is not installed: apt-get "
                                 "install graphviz; or write "
                                 "--format dot and draw it elsewhere");
}

std::string svg_of(const std::string& dot) {
    require_graphviz();
    const File in = temporary(dot);
    const File out = temporary("");
    std::error_code error;
    process::child child(process::search_path("dot"), "-Tsvg", process::std_in<in.get(), process::std_out> out.get(),
                         process::std_err > process::null, error);
    if (!error) child.wait(error);
    if (error) failed("dot cannot be run: " + error.message());
    if (child.exit_code() != 0) failed(fmt::format("dot ended with exit code {}", child.exit_code()));
    return content(out.get());
}

}  // namespace revoke_mc::cli
