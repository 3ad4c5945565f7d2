import Foundation
import PatchbayCore

/// The token endpoint's answer. Source: RingCentral `authentication/auth-code-flow`.
struct TokenAnswer: Decodable, Sendable {
    let accessToken: Secret
    let lifetime: Duration
    let refreshToken: Secret?
    let scopes: Set<AppScope>
    let ownerID: LenientID?
    let endpointID: String?

    private enum CodingKeys: String, CodingKey {
        case access_token, expires_in, refresh_token, scope, owner_id, endpoint_id
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        accessToken = Secret(try container.decode(String.self, forKey: .access_token))
        let seconds = try container.decode(LenientID.self, forKey: .expires_in)
        guard !accessToken.isEmpty, let seconds = Int64(seconds.description), seconds > 0 else {
            throw DecodingError.dataCorruptedError(
                forKey: .expires_in, in: container, debugDescription: "a token with a lifetime was expected")
        }
        lifetime = .seconds(seconds)
        refreshToken = try container.decodeIfPresent(String.self, forKey: .refresh_token)
            .flatMap { $0.isEmpty ? nil : Secret($0) }
        scopes = Set(
            (try container.decodeIfPresent(String.self, forKey: .scope) ?? "")
                .split(whereSeparator: { $0 == " " || $0 == "," }).map { AppScope(rawValue: String($0)) })
        ownerID = try container.decodeIfPresent(LenientID.self, forKey: .owner_id)
        endpointID = try container.decodeIfPresent(String.self, forKey: .endpoint_id)
    }

    var grant: TokenGrant {
        TokenGrant(
            scopes: scopes, ownerID: ownerID, endpointID: endpointID, lifetime: lifetime,
            isRenewable: refreshToken != nil)
    }
}
