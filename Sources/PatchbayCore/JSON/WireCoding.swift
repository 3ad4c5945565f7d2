public import Foundation

/// Reads and writes the JSON of services, and turns what cannot be read into an error that repeats none of the payload.
public enum WireCoding {
    /// Decodes a response body. Types that come by the million are read by ``JSONReader``; whatever that is not sure of, and all others, by
    /// `JSONDecoder`.
    ///
    /// - Throws: ``ServiceError`` of category `decoding`, naming the operation, the place in the document and what was expected
    ///   there, with the payload's length and content type only.
    public static func decode<Value: Decodable>(
        _ type: Value.Type, from response: HTTPResponse, service: ServiceName, operation: String
    ) throws(ServiceError) -> Value {
        if let quick = type as? any JSONReadable.Type, let value = quick.quickly(from: response.body) as? Value {
            return value
        }
        do {
            return try JSONDecoder().decode(type, from: response.body)
        } catch {
            throw ServiceError(
                service: service, operation: operation, status: response.status, code: "UnreadableAnswer",
                message: explain(error, response), category: .decoding,
                requestID: requestID(response),
                remedy: Remedy(
                    "Run again. If it stays, a proxy may have replaced the answer, or the service has changed: report the request id."
                ))
        }
    }

    /// Encodes a request body with sorted keys, so that the same value always gives the same bytes.
    public static func encode(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value)
    }

    private static func requestID(_ response: HTTPResponse) -> String? {
        response.fields["request-id"] ?? response.fields["RCRequestId"] ?? response.fields["ININ-Correlation-Id"]
    }

    private static func explain(_ error: any Error, _ response: HTTPResponse) -> String {
        let kind = response.fields["Content-Type"] ?? "no content type"
        let size = "\(response.body.count) bytes of \(kind)"
        func place(_ path: [any CodingKey]) -> String {
            path.isEmpty ? "the top" : path.map(name).joined(separator: ".")
        }
        switch error {
        case DecodingError.typeMismatch(let type, let context):
            return "\(type) expected at \(place(context.codingPath)) of \(size)"
        case DecodingError.valueNotFound(let type, let context):
            return "\(type) expected at \(place(context.codingPath)) of \(size), found null"
        case DecodingError.keyNotFound(let key, let context):
            return "“\(name(key))” missing at \(place(context.codingPath)) of \(size)"
        case DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty:
            return "unreadable value at \(place(context.codingPath)) of \(size)"
        default:
            return "the answer is not JSON (\(size))"
        }
    }

    /// A key as it may be shown: a member's name or a position. Where a document has people's names or addresses for keys,
    /// they are payload.
    private static func name(_ key: any CodingKey) -> String {
        if let index = key.intValue { return String(index) }
        let text = key.stringValue
        let isName =
            text.utf8.count <= 60
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_.@-$".contains($0)) }
        let isAddress = text.contains("@") && !text.contains("@odata.") && !text.contains("@microsoft.")
        return isName && !isAddress ? text : "…"
    }
}
