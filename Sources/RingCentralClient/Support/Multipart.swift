import Foundation

/// Takes `multipart/mixed` bodies apart (RFC 2046, section 5.1), as far as JSON parts need it.
enum Multipart {
    /// The bodies of the parts; `nil` if there is no boundary or the closing one is missing, so a cut answer is not taken for a short one.
    static func parts(of body: Data, contentType: String) -> [Data]? {
        guard let boundary = boundary(in: contentType) else { return nil }
        let text = String(decoding: body, as: UTF8.self).replacing("\r\n", with: "\n")
        let sections = ("\n" + text).components(separatedBy: "\n--" + boundary)
        guard sections.count >= 2, sections.last?.hasPrefix("--") == true else { return nil }
        return sections.dropFirst().dropLast().map { section in
            // Header fields, an empty line, the body.
            let content = section.drop { $0 == " " || $0 == "\t" }
            if content.hasPrefix("\n\n") { return Data(content.dropFirst(2).utf8) }
            guard let gap = content.firstRange(of: "\n\n") else { return Data() }
            return Data(content[gap.upperBound...].utf8)
        }
    }

    private static func boundary(in contentType: String) -> String? {
        for parameter in contentType.split(separator: ";").dropFirst() {
            let pair = parameter.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            if pair.count == 2, pair[0].lowercased() == "boundary" {
                let value = pair[1].trimmingCharacters(in: CharacterSet(charactersIn: "\""))
                return value.isEmpty ? nil : value
            }
        }
        return nil
    }
}
