/// Numbers as text, the same on every machine.
enum NumberText {
    /// Without grouping: `1204`, `0.25`. For programs.
    static func plain(_ number: Double) -> String {
        guard number.isFinite else { return "" }
        // Below 2^53 every whole number is exact, and nobody wants to read "1204.0".
        if number == number.rounded(), abs(number) < 9_007_199_254_740_992 { return String(Int(number)) }
        return "\(number)"
    }

    /// With grouping and at most two decimals: `1,204`, `0.25`. For people.
    static func grouped(_ number: Double) -> String {
        guard number.isFinite else { return "" }
        guard abs(number) < 9_007_199_254_740_992 else { return "\(number)" }
        let hundredths = (abs(number) * 100).rounded()
        let whole = (hundredths / 100).rounded(.down)
        let rest = Int(hundredths - whole * 100)
        let sign = number < 0 && hundredths > 0 ? "-" : ""
        let fraction = rest == 0 ? "" : rest % 10 == 0 ? ".\(rest / 10)" : rest < 10 ? ".0\(rest)" : ".\(rest)"
        return sign + grouped(Int(whole)) + fraction
    }

    /// With grouping: `1,204`.
    static func grouped(_ number: Int) -> String {
        var digits = Array(String(number.magnitude))
        var place = digits.count - 3
        while place > 0 {
            digits.insert(",", at: place)
            place -= 3
        }
        return (number < 0 ? "-" : "") + String(digits)
    }

    /// A share of a whole with one decimal: `91.4 %`. Empty without a whole. What is there is never shown as zero, and
    /// what is not all is never shown as all.
    static func share(_ part: Int, of whole: Int) -> String {
        guard whole > 0 else { return "" }
        if part > 0, part * 2000 < whole { return "< 0.1 %" }
        if part < whole, (whole - part) * 2000 < whole { return "> 99.9 %" }
        let share = grouped((Double(part) * 1000 / Double(whole)).rounded() / 10)
        return (part == 0 || part == whole || share.contains(".") ? share : share + ".0") + " %"
    }
}
