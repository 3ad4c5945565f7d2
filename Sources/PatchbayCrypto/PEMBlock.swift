#if Crypto
    import Foundation

    /// One block of a PEM file. Source: RFC 7468.
    struct PEMBlock {
        /// `CERTIFICATE`, `PRIVATE KEY` …
        let label: String
        /// The whole block, with its first and last line.
        let text: String

        /// The bytes; `nil` if the block is damaged or encrypted in the old form.
        var der: Data? {
            let lines = text.split(whereSeparator: \.isNewline).dropFirst().dropLast()
            return Data(base64Encoded: lines.map { $0.trimmingCharacters(in: .whitespaces) }.joined())
        }

        static func all(in text: String) -> [PEMBlock] {
            var (blocks, label, lines): ([PEMBlock], String?, [Substring]) = ([], nil, [])
            for line in text.split(whereSeparator: \.isNewline) {
                let trimmed = line.trimmingCharacters(in: .whitespaces)
                if trimmed.hasPrefix("-----BEGIN "), trimmed.hasSuffix("-----") {
                    (label, lines) = (String(trimmed.dropFirst(11).dropLast(5)), [line])
                } else if let current = label {
                    lines.append(line)
                    if trimmed == "-----END \(current)-----" {
                        blocks.append(PEMBlock(label: current, text: lines.joined(separator: "\n") + "\n"))
                        label = nil
                    }
                }
            }
            return blocks
        }
    }
#endif
