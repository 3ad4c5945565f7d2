import Foundation

/// Reads the claims out of a Bearer challenge: a service that knows more than our token's lifetime (a revoked session, a changed
/// policy) answers 401 and says what the next token must satisfy.
///
/// Source: Microsoft identity platform, “Claims challenges, claims requests and client capabilities”.
package enum BearerChallenge {
    /// The decoded claims (a JSON object), if any `WWW-Authenticate` value carries some.
    package static func claims(in values: [String]) -> String? {
        for value in values {
            for (name, text) in parameters(value) where name.equalsIgnoringASCIICase("claims") {
                var base64 = text.replacing("-", with: "+").replacing("_", with: "/")
                base64 += String(repeating: "=", count: (4 - base64.count % 4) % 4)
                // Anything but a JSON object would only get the token request refused.
                if let data = Data(base64Encoded: base64), let json = String(data: data, encoding: .utf8),
                    (try? JSONDecoder().decode([String: Member].self, from: data)) != nil
                {
                    return json
                }
            }
        }
        return nil
    }

    /// Any JSON at all.
    private struct Member: Decodable {
        init(from decoder: any Decoder) throws {}
    }

    /// `name="value"` pairs of a header with one or more challenges; commas inside quotes are part of the value.
    static func parameters(_ header: String) -> [(String, String)] {
        var found: [(String, String)] = []
        var rest = Substring(header)
        while let equals = rest.firstIndex(of: "=") {
            let name =
                rest[..<equals].split(whereSeparator: { $0 == "," || $0.isWhitespace }).last.map(String.init) ?? ""
            rest = rest[rest.index(after: equals)...].drop(while: \.isWhitespace)
            var value = ""
            if rest.first == "\"" {
                rest.removeFirst()
                while let character = rest.popFirst(), character != "\"" {
                    value.append(character == "\\" ? rest.popFirst() ?? character : character)
                }
            } else {
                let end = rest.firstIndex { $0 == "," || $0.isWhitespace } ?? rest.endIndex
                value = String(rest[..<end])
                rest = rest[end...]
            }
            found.append((name, value))
        }
        return found
    }
}
