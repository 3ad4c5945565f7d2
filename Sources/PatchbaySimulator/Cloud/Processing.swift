import Foundation
import PatchbayCore

/// What became of a request.
struct Outcome {
    var reply: SimulatedReply
    /// Whether the service did no work for it.
    var isQuick = false
    var extraDelay: Duration = .zero
    /// What has to be asked at addresses of the caller's before there is an answer. Until then the reply is the one for those who
    /// cannot wait for that: the items of a batch.
    var question: Question?
}

extension World {
    /// Takes a request from the wire to its answer.
    func process(_ request: HTTPRequest, over connection: Int? = nil, now: Double, date: Date) -> Outcome {
        requestNumber += 1
        catchUp(now)
        var call = Call(request, publicRoot: settings.publicRoot, now: now, date: date, number: requestNumber)
        call.connection = connection
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
        let delay = damage.delay.map { random.duration(in: $0) } ?? .zero
        if let early = damage.answerBeforeEffect(call, self) {
            record(call, route, sent: early.status, status: early.status ?? 0, applied: false, answered: false)
            return Outcome(reply: early, extraDelay: delay)
        }
        call.pageFault = damage.pageFault
        var readings: [ThrottleBook.Reading] = []
        var caller = Caller(key: "", permissions: [], app: "")
        do throws(Problem) {
            caller = try service.caller(of: call, for: route, in: self)
            if let refusal = throttles.admit(
                route.charges(call), caller: caller.key, target: call.parameters.first?.value ?? "", at: call.now,
                readings: &readings)
            {
                if refusal.inPenalty { journal.callsDuringPenalty += 1 }
                throw service.problem(for: refusal)
            }
            try service.authorize(caller, for: route)
        } catch {
            return finish(
                PendingCall(
                    call: call, route: route, service: service, caller: caller, damage: damage, readings: readings,
                    delay: delay), refusal: error)
        }
        return handle(
            PendingCall(
                call: call, route: route, service: service, caller: caller, damage: damage, readings: readings,
                delay: delay))
    }

    /// Goes on with a call after addresses of the caller's were asked.
    func resume(_ pending: PendingCall, with answers: [ReceiverAnswer], now: Double, date: Date) -> Outcome {
        catchUp(now)
        var pending = pending
        pending.call.answers = answers
        pending.call.now = now
        pending.call.date = date
        return handle(pending)
    }

    private func handle(_ pending: PendingCall) -> Outcome {
        let response: HTTPResponse
        do throws(Problem) {
            response = try pending.route.handle(pending.call, pending.caller, self)
        } catch {
            asked = nil
            return finish(pending, refusal: error)
        }
        if let (requests, timeout) = asked {
            asked = nil
            let refusal = Problem(
                400, "BadRequest", "This call has to ask an address first; it cannot be made in a batch.")
            return Outcome(
                reply: .response(pending.service.response(to: refusal, for: pending.call, in: self)), isQuick: true,
                question: Question(requests: requests, timeout: timeout, pending: pending))
        }
        return finish(pending, response, applied: response.isSuccess)
    }

    private func finish(_ pending: PendingCall, refusal: Problem) -> Outcome {
        var outcome = finish(
            pending, pending.service.response(to: refusal, for: pending.call, in: self), applied: false)
        outcome.isQuick = true
        return outcome
    }

    private func finish(_ pending: PendingCall, _ answer: HTTPResponse, applied: Bool) -> Outcome {
        var response = answer
        pending.service.finish(&response, of: pending.call, readings: pending.readings, in: self)
        let reply = pending.damage.spoil(response, pending.call)
        record(
            pending.call, pending.route, sent: reply.status, status: response.status, applied: applied,
            answered: reply.status == response.status)
        return Outcome(reply: reply, extraDelay: pending.delay)
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
