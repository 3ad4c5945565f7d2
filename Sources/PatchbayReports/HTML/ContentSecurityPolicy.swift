import Foundation

/// What the browser lets the page do: run and apply what this module wrote, and nothing else.
enum ContentSecurityPolicy {
    /// The policy for a page with these inline scripts and this inline style sheet.
    ///
    /// Nothing may be fetched, no form sent, no base address set. Trusted types, in browsers that know them, also forbid
    /// the script to turn any text into markup; it only ever sets text.
    static func policy(scripts: [String], style: String) -> String {
        let hashes = scripts.map { source(for: $0) }.joined(separator: " ")
        return [
            "default-src 'none'", "script-src \(hashes)", "style-src \(source(for: style))", "img-src data:",
            "base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'",
        ].joined(separator: "; ")
    }

    /// The digest of an inline script or style as the policy writes it. Source: W3C Content Security Policy Level 3.
    static func source(for text: String) -> String {
        "'sha256-\(Data(SHA256.digest(text.utf8)).base64EncodedString())'"
    }
}
