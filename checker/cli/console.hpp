// Where output goes, and in which manner: the terminal's width, colours, the live line of progress.
//
// Results go to standard output, everything else to standard error. Colours are used where the stream is a terminal,
// TERM is not "dumb" and NO_COLOR is not set. Output that cannot be written (a full disk, /dev/full) is noticed at the
// end by finish(); nobody else has to look.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "reports/style.hpp"

namespace revoke_mc::cli {

/// This is a job of GitHub Actions.
[[nodiscard]] bool in_github_actions();

class Console {
public:
    Console();

    void out(std::string_view text);
    /// A line that the machine around this program obeys: a workflow command of GitHub Actions.
    void command(std::string_view line);
    /// From now on nothing but command() gives a line that GitHub Actions would obey. (Where GITHUB_ACTIONS is true,
    /// this is so from the start.)
    void guard_commands() { guards_commands_ = true; }
    void err(std::string_view text);  ///< clears a line of progress first

    [[nodiscard]] const reports::Style& style() const { return out_style_; }
    [[nodiscard]] const reports::Style& err_style() const { return err_style_; }
    [[nodiscard]] std::size_t width() const { return width_; }  ///< for text that is meant to be read

    /// A line on standard error that replaces itself. Where that is no terminal, nothing, or (`lines`) the last of what
    /// was said in ten seconds.
    void progress(const std::string& line);
    void clear_progress();
    void set_progress(bool on_terminal, bool lines);
    [[nodiscard]] bool shows_progress() const { return on_terminal_ || lines_; }

    /// Sends off what was said so far.
    void flush();
    /// Whoever reads standard output has closed it, or the terminal is gone: there is no point in saying more.
    [[nodiscard]] bool closed() const { return closed_; }
    /// Flushes. False if some of the output could not be written, other than to a reader who had enough.
    [[nodiscard]] bool finish();

private:
    void write(const std::string& text);
    [[nodiscard]] std::string guarded(std::string_view text) const;
    void note_failure();
    void progress_as_lines(const std::string& line);

    reports::Style out_style_;
    reports::Style err_style_;
    std::size_t width_;
    std::size_t err_width_;
    bool terminal_;  ///< standard output is one
    bool on_terminal_;
    bool lines_ = false;
    std::chrono::steady_clock::time_point next_line_;
    bool progress_shown_ = false;
    bool guards_commands_;
    bool failed_ = false;
    bool closed_ = false;
};

}  // namespace revoke_mc::cli
