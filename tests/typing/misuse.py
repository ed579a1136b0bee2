"""What mypy must refuse, each line with the code of its complaint; never run."""

import outreachlab as ol

log = ol.read_log("log.csv")

ol.acceptance_rates(log, bye="channel")  # error: call-overload
ol.acceptance_rates(log, "channel", confidance=0.9)  # error: call-overload
ol.acceptance_rates(log, "channel", interval="wald")  # error: call-overload
ol.acceptance_rates(log, "channel", confidence="0.9")  # error: call-overload
ol.acceptance_rates(b"contact", "channel")  # error: call-overload
ol.compare(log, "channel", "email", "phone")  # error: call-arg, arg-type
ol.compare(log, "channel", ("email", "linkedin", "phone"))  # error: arg-type
ol.adjusted_effects(log, term=["channel"])  # error: call-arg
ol.adjusted_effects(log, adjustment="bonferroni")  # error: arg-type
ol.waiting_times(log, windowdays=14)  # error: call-arg
ol.funnel("log.csv")  # error: arg-type
ol.advice(ol.check_log("log.csv"))  # error: arg-type
ol.build_report(log, pool="pool.csv")  # error: arg-type
ol.read_log("log.csv", dates="ymd")  # error: arg-type
ol.open_parts("parts", workers=2)  # error: arg-type
log.as_of(3)  # error: arg-type
print(ol.funnel(log).steps.first)  # error: attr-defined
ol.aceptance_rates(log, "channel")  # error: attr-defined
