import Foundation
import PatchbayCore

/// The faults of one call, sorted by when they act.
struct Damage {
    private let faults: [Fault]

    init(_ faults: [Fault]) { self.faults = faults }

    /// What the list does wrong.
    var pageFault: PageFault? {
        faults.lazy.compactMap { if case .page(let fault) = $0 { fault } else { nil } }.first
    }

    /// How much longer it takes.
    var delay: ClosedRange<Duration>? {
        faults.lazy.compactMap { if case .delay(let range) = $0 { range } else { nil } }.first
    }

    /// Changes the world behind the caller's back.
    func strike(_ world: World, _ call: Call) {
        for fault in faults {
            switch fault {
            case .expireTokens:
                world.entra.expireTokens()
                world.ringCentral.expireTokens()
                if world.isGenesysUsed { world.genesys.expireTokens() }
            case .rotateSecret: world.entra.rotateSecrets()
            case .revokeConsent(let permissions): world.entra.revokeConsent(permissions)
            case .removeApp: world.teams.removeFirstApp()
            case .otherWriter: world.genesys.touch(call["user"])
            default: continue
            }
        }
    }

    /// What comes back instead of the effect; `nil` if the call goes through.
    func answerBeforeEffect(_ call: Call, _ world: World) -> SimulatedReply? {
        for fault in faults {
            switch fault {
            case .cut(applied: false): return .cutConnection
            case .status(let status, let wait, applied: false):
                return .response(Damage.error(status, wait, call, world))
            case .htmlPage(let status): return .response(Damage.page(status))
            case .hugeBody(let status, let bytes):
                var response = HTTPResponse(status: status, body: Data(repeating: UInt8(ascii: "x"), count: bytes))
                response.fields["Content-Type"] = "text/plain"
                return .response(response)
            case .redirect(let status):
                return .response(
                    HTTPResponse(status: status, fields: ["Location": world.settings.foreignOrigin + call.target]))
            default: continue
            }
        }
        return nil
    }

    /// What becomes of the answer on its way.
    func spoil(_ response: HTTPResponse, _ call: Call) -> SimulatedReply {
        var response = response
        for fault in faults {
            switch fault {
            case .cut(applied: true): return .cutConnection
            case .status(let status, let wait, applied: true):
                return .response(Damage.error(status, wait, call, nil))
            case .truncatedBody: response.body = Data(response.body.prefix(response.body.count / 2))
            case .wrongContentType(let type): response.fields["Content-Type"] = type
            default: continue
            }
        }
        return .response(response)
    }

    private static func error(_ status: Int, _ wait: RetryAfterForm?, _ call: Call, _ world: World?) -> HTTPResponse {
        let body: JSONValue = [
            "error": ["code": status == 429 ? "TooManyRequests" : "ServiceUnavailable", "message": "Simulated fault."],
            "errorCode": "CMN-201", "message": "Simulated fault.",
        ]
        var response = HTTPResponse.json(body, status: status)
        response.fields["Date"] = WireDate.httpString(call.date)
        if let wait { response.fields["Retry-After"] = wait.text(from: call.date) }
        if let world { response.fields["request-id"] = world.requestID(of: call) }
        return response
    }

    private static func page(_ status: Int) -> HTTPResponse {
        HTTPResponse(
            status: status, fields: ["Content-Type": "text/html; charset=utf-8"],
            body: Data(
                "<!DOCTYPE html><html><head><title>Bad gateway</title></head><body><h1>\(status)</h1></body></html>"
                    .utf8))
    }
}

extension RetryAfterForm {
    /// The field's value.
    func text(from date: Date) -> String {
        switch self {
        case .seconds(let seconds): String(seconds)
        case .decimal(let seconds): String(seconds)
        case .date(let seconds): WireDate.httpString(date.addingTimeInterval(Double(seconds)))
        case .text(let text): text
        }
    }
}
