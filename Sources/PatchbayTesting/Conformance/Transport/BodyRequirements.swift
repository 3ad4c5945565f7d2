import Foundation
import PatchbayCore

extension HTTPTransportConformance {
    /// Sizes and compression.
    static let bodyRequirements = [largeAnswers, compressedAnswers, ceilings]

    /// A page of 999 users is near a megabyte.
    public static let largeAnswers = Requirement("a large answer comes whole") { wire in
        let size = min(8 << 20, wire.bodyCeiling ?? .max)
        let response = try await wire.answer(to: try wire.call("/big?bytes=\(size)"))
        wire.findings.expect(
            response.body.count == size && response.body.allSatisfy { $0 == UInt8(ascii: "b") },
            "of \(size) bytes, \(response.body.count) came")
    }

    /// Whoever asks for compression must undo it.
    public static let compressedAnswers = Requirement("a compressed answer is inflated and no longer called so") {
        wire in
        let (response, visit) = try await wire.exchange(try wire.call("/gzip"))
        let asked = visit.values(of: "Accept-Encoding").joined(separator: ", ")
        wire.findings.expect(
            response.body == GzipSample.text, "asked for with “\(asked)”, it came as \(response.body.count) other bytes"
        )
        wire.findings.expect(
            response.fields["Content-Encoding"] == nil,
            "it is still called \(response.fields["Content-Encoding"] ?? "")")
        let length = response.fields["Content-Length"]
        wire.findings.expect(
            length == nil || length == "\(response.body.count)", "its length is said to be \(length ?? "")")
    }

    /// Memory is bounded whatever a server sends. Passed over when the transport's ceiling is not known.
    public static let ceilings = Requirement("a body over the ceiling is “badResponse”, also when packed") { wire in
        guard let ceiling = wire.bodyCeiling else { return }
        let fits = try await wire.answer(to: try wire.call("/big?bytes=\(ceiling)"))
        wire.findings.expect(fits.body.count == ceiling, "a body of just the ceiling came as \(fits.body.count) bytes")
        let paths = [
            ("/big?bytes=\(ceiling + 1)", "one byte over"), ("/endless", "without end"),
            ("/gzip?zeros=\(ceiling + 1)", "over it once inflated"),
        ]
        for (path, words) in paths {
            await wire.expectFailure(try wire.call(path), .badResponse, because: "the body is \(words)")
            try await wire.expectStillUsable(after: "a body \(words)")
        }
    }
}
