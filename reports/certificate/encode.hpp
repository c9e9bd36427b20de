// The bytes of a certificate (model/semantics/evidence/README.md), block by block.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/semantics/evidence/certificate.hpp"

namespace revoke_mc::reports {

class CertificateEncoder {
public:
    /// Of the rows that come; more may be added to it until the last one.
    explicit CertificateEncoder(const evidence::ThreadControls& controls) : controls_(controls) {}

    void add(const evidence::Row& row);
    /// The whole file. Nothing may be added after that.
    [[nodiscard]] std::string finish(evidence::Head head, const std::vector<evidence::Claim>& claims);
    /// Bytes before they were compressed.
    [[nodiscard]] std::uint64_t plain_bytes() const { return plain_bytes_; }

private:
    void add_block();
    void add_piece(const std::string& plain);

    const evidence::ThreadControls& controls_;
    std::string data_;
    std::vector<evidence::Row> block_;
    std::vector<std::uint32_t> written_;  ///< controls, by thread
    std::uint64_t states_ = 0, plain_bytes_ = 0;
};

}  // namespace revoke_mc::reports
