import Foundation
import PatchbayCore

/// What became of a request.
struct Outcome {
    var reply: SimulatedReply
    /// Whether the service did no work for it.
    var isQuick = false
    var extraDelay: Duration = .zero
}

extension World {
    /// Takes a request from the wire to its answer.
    func process(_ request: HTTPRequest, now: Double, date: Date) -> Outcome {
        requestNumber += 1
        catchUp(now)
        let call = Call(request, publicRoot: settings.publicRoot, now: now, date: date, number: requestNumber)
        if call.fields["Authorization"] != nil { journal.authorizedRequestsByOrigin[call.origin, default: 0] += 1 }
        for service in World.services {
            guard let path = service.path(of: call) else { continue }
            var call = call
            call.path = path
            return process(call, by: service)
        }
        if call.origin.lowercased() == settings.foreignOrigin {
            // What an attacker's machine would do: look like a list that is at its end.
            return Outcome(reply: .response(.json(["value": [], "records": []])), isQuick: true)
        }
        return Outcome(reply: .response(HTTPResponse(status: 404, body: Data("No such service.".utf8))), isQuick: true)
    }

    /// Takes a call through faults, sign-in, limits and permissions to its handler. Items of a batch come here one by one.
    func process(_ call: Call, by service: any SimulatedService) -> Outcome {
        var call = call
        let route: Route
        switch service.routes.find(call.method, call.path) {
        case .route(let found, let values):
            route = found
            call.parameters = values
        case .otherMethod:
            return refuse(call, by: service, Problem(405, "MethodNotAllowed", "That method is not allowed here."))
        case .none: return refuse(call, by: service, service.unknownPath(call))
        }
        let damage = Damage(faults.faults(for: route.operation, now: call.now))
        damage.strike(self, call)
        var outcome = Outcome(reply: .cutConnection, extraDelay: damage.delay.map { random.duration(in: $0) } ?? .zero)
        if let early = damage.answerBeforeEffect(call, self) {
            outcome.reply = early
            record(call, route, sent: early.status, status: early.status ?? 0, applied: false, answered: false)
            return outcome
        }
        call.pageFault = damage.pageFault
        var response: HTTPResponse
        var readings: [ThrottleBook.Reading] = []
        var applied = false
        do throws(Problem) {
            let caller = try service.caller(of: call, for: route, in: self)
            if let refusal = throttles.admit(
                route.charges(call), caller: caller.key, target: call.parameters.first?.value ?? "", at: call.now,
                readings: &readings)
            {
                if refusal.inPenalty { journal.callsDuringPenalty += 1 }
                throw service.problem(for: refusal)
            }
            try service.authorize(caller, for: route)
            response = try route.handle(call, caller, self)
            applied = response.isSuccess
        } catch {
            response = service.response(to: error, for: call, in: self)
            outcome.isQuick = true
        }
        service.finish(&response, of: call, readings: readings, in: self)
        outcome.reply = damage.spoil(response, call)
        record(
            call, route, sent: outcome.reply.status, status: response.status, applied: applied,
            answered: outcome.reply.status == response.status)
        return outcome
    }

    private func refuse(_ call: Call, by service: any SimulatedService, _ problem: Problem) -> Outcome {
        var response = service.response(to: problem, for: call, in: self)
        service.finish(&response, of: call, readings: [], in: self)
        journal.count(SimulatedOperation(rawValue: service.name + ".unknown"), status: problem.status)
        return Outcome(reply: .response(response), isQuick: true)
    }

    private func record(_ call: Call, _ route: Route, sent: Int?, status: Int, applied: Bool, answered: Bool) {
        journal.count(route.operation, status: sent)
        guard case .write(let parameter) = route.kind else { return }
        if World.presenceWrites.contains(route.operation) {
            presences.record(
                route.operation, subject: subject(call[parameter]), writer: writer(of: call), status: status,
                answered: answered, at: call.now)
        }
        journal.writes.append(
            WriteRecord(
                at: call.now, operation: route.operation, subject: subject(call[parameter]), status: status,
                applied: applied, answered: answered))
    }

    private static let presenceWrites = Set(
        (PresenceWriteRoutes.all + RingCentralPresenceWrite.all).map(\.operation))

    /// The app behind a token, also behind one that is refused.
    private func writer(of call: Call) -> String {
        guard let token = call.bearer else { return "" }
        if case .valid(let known) = entra.verdict(on: token, at: call.now) { return known.app }
        return settings.ringCentral.clientID
    }

    /// Users are addressed by id or by name; the journal knows them by id.
    private func subject(_ text: String) -> String {
        GUID(text) != nil
            ? text.lowercased() : directory.index(of: text).map { directory.id(at: $0).description } ?? text
    }
}

extension SimulatedReply {
    /// The status, if there is an answer.
    var status: Int? {
        guard case .response(let response) = self else { return nil }
        return response.status
    }
}
