import Foundation
import PatchbayCore

/// The `claims` parameter of a token request.
///
/// Source: Microsoft identity platform, “Claims challenges, claims requests and client capabilities”.
enum ClaimsRequest {
    private static let capability = JSONNode.object(["values": .array([.string("cp1")])])

    /// - Throws: ``ConfigurationError`` if the challenge is not a JSON object.
    static func merge(challenge: String?, announcing: Bool) throws -> String? {
        guard challenge != nil || announcing else { return nil }
        var document: [String: JSONNode] = [:]
        if let challenge {
            guard case .object(let members)? = JSONNode.parse(Data(challenge.utf8)) else {
                throw ConfigurationError(
                    "The claims challenge is not a JSON object.", remedy: "Report it to the service that sent it.")
            }
            document = members
        }
        if announcing {
            var token: [String: JSONNode] = [:]
            if case .object(let members)? = document["access_token"] { token = members }
            token["xms_cc"] = capability
            document["access_token"] = .object(token)
        }
        return String(decoding: try WireCoding.encode(JSONNode.object(document)), as: UTF8.self)
    }
}
