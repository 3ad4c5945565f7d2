import Foundation
import PatchbayCore

/// `POST /oauth/token` with Basic credentials. Source: Genesys Cloud, client credentials grant.
enum GenesysTokenRoutes {
    static let all: [Route] = [
        Route(
            .post, "/oauth/token", .genesysToken, .token, charges: .free,
            source: "Genesys Cloud client credentials grant",
            handle: { (call, _, world) throws(Problem) in try token(call, world) })
    ]

    private static func token(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        let settings = world.settings.genesys
        guard let value = call.fields["Authorization"], value.lowercased().hasPrefix("basic "),
            let data = Data(base64Encoded: String(value.dropFirst(6))), let text = String(data: data, encoding: .utf8),
            text == "\(settings.clientID):\(settings.clientSecret)"
        else { throw Problem(400, "invalid_client", "client not found: invalid client credentials") }
        guard call.form.first(where: { $0.name == "grant_type" })?.value == "client_credentials" else {
            throw Problem(400, "unsupported_grant_type", "The grant type is not allowed for this client.")
        }
        let lifetime = settings.tokenLifetime.seconds
        let token = world.genesys.issue(seed: world.settings.seed, endsAt: call.now + lifetime)
        world.journal.tokensIssued["genesys", default: 0] += 1
        return .json([
            "access_token": .string(token), "token_type": "bearer", "expires_in": .integer(Int64(lifetime) - 1),
        ])
    }
}
