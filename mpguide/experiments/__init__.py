"""What the guide times: functions that set up, yield the call to time, and tear down."""
